using Gateway.Tests.Harness;

namespace Gateway.Tests.Api;

public sealed class IdentitiesApiTests
{
    [Theory, EveryDatabase]
    public async Task Users_groups_and_members_are_listed_as_events_tell_them(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var users = new List<TestUser>();
        for (var i = 0; i < 3; i++)
        {
            users.Add(await gateway.HasUserAsync($"jane{i}@example.com"));
        }

        var group = await gateway.HasGroupAsync("Sales", [.. users]);
        var root = $"directories/{gateway.Directory.Id}";

        var listed = await gateway.GetAsync($"{root}/users");
        Assert.Equal(users.Select(user => user.Id), listed.Ids());
        var jane = listed.GetProperty("data")[0];
        Assert.Equal(("jane0@example.com", "active", "scim"), (jane.Text("user_name"), jane.Text("state"), jane.Text("source")));
        Assert.NotNull(jane.Text("since"));
        Assert.NotNull(jane.Text("last_seen_at"));
        Assert.Equal(jane.ToString(), (await gateway.GetAsync($"{root}/users/{users[0].Id}")).ToString());

        var sales = (await gateway.GetAsync($"{root}/groups")).GetProperty("data")[0];
        Assert.Equal((group.Id, "Sales", 3), (sales.Text("id"), sales.Text("display_name"), sales.GetProperty("member_count").GetInt32()));
        Assert.Equal(sales.ToString(), (await gateway.GetAsync($"{root}/groups/{group.Id}")).ToString());

        var first = await gateway.GetAsync($"{root}/groups/{group.Id}/members?limit=2");
        var second = await gateway.GetAsync($"{root}/groups/{group.Id}/members?limit=2&after={first.Text("next")}");
        Assert.Equal(users.Select(user => user.Id).Order(StringComparer.Ordinal), first.Ids().Concat(second.Ids()));
        Assert.Null(second.GetProperty("next").GetString());
        Assert.Equal("scim", first.GetProperty("data")[0].Text("source"));

        var page = await gateway.GetAsync($"{root}/users?limit=2");
        Assert.Equal(users.Skip(2).Select(user => user.Id), (await gateway.GetAsync($"{root}/users?after={page.Text("next")}")).Ids());
    }

    [Theory, EveryDatabase]
    public async Task The_feed_goes_on_after_a_sequence_or_an_event_and_picks_types(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var other = await gateway.HasDirectoryAsync("Other");
        var jane = await gateway.HasUserAsync("jane@example.com");
        await gateway.HasUserAsync("other@example.com", okta: other.Okta);
        await gateway.HasGroupAsync("Sales", jane);

        var all = await gateway.EventsAsync();
        Assert.Equal(["user_created", "user_created", "group_created", "group.user_added"], all.Select(each => each.Type));
        Assert.Equal(3, (await gateway.EventsAsync(gateway.Directory.Id)).Count);

        var bySequence = await gateway.GetAsync($"events?after={all[1].Sequence}");
        var byId = await gateway.GetAsync($"events?after={all[1].Id}");
        Assert.Equal([all[2].Id, all[3].Id], bySequence.Ids());
        Assert.Equal(bySequence.ToString(), byId.ToString());

        var one = await gateway.GetAsync("events?limit=1");
        Assert.Equal([all[1].Id], (await gateway.GetAsync($"events?limit=1&after={one.Text("next")}")).Ids());
        Assert.Equal([all[2].Id, all[3].Id], (await gateway.GetAsync("events?types=group_created,group.user_added")).Ids());
        Assert.Null((await gateway.GetAsync("events?types=group_deleted")).GetProperty("next").GetString());

        foreach (var wrong in new[] { "events?after=evt_00000000000000000000000000", "events?after=x", "events?types=user_borrowed", "events?directory_id=acme" })
        {
            await gateway.RefusedAsync(System.Net.HttpStatusCode.BadRequest, "invalid_parameter", HttpMethod.Get, wrong);
        }
    }
}
