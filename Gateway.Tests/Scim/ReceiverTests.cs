using System.Net;

namespace Gateway.Tests.Scim;

/// <summary>What a SCIM client meets beyond Okta's own conversation, which the recordings hold.</summary>
public sealed class ReceiverTests
{
    private const string UserSchema = "urn:ietf:params:scim:schemas:core:2.0:User";
    private const string GroupSchema = "urn:ietf:params:scim:schemas:core:2.0:Group";

    [Theory, EveryDatabase]
    public async Task Nobody_takes_over_the_externalId_of_another_by_PUT_or_PATCH(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        await gateway.HasUserAsync("ada@example.com", externalId: "00uADA");
        var eve = await gateway.HasUserAsync("eve@example.com", externalId: "00uEVE");

        var put = await gateway.Okta.PutAsync($"Users/{eve.Id}", new { schemas = new[] { UserSchema }, userName = "eve@example.com", externalId = "00uADA" });
        var patch = await gateway.Okta.PatchAsync($"Users/{eve.Id}", new { op = "replace", value = new { externalId = "00uADA" } });

        Assert.All([put, patch], answer =>
        {
            Assert.Equal(HttpStatusCode.Conflict, answer.Status);
            Assert.Equal("uniqueness", answer.Body.GetProperty("scimType").GetString());
            Assert.Contains("externalId", answer.Body.GetProperty("detail").GetString(), StringComparison.Ordinal);
        });
        Assert.Equal("00uEVE", (await gateway.Okta.GetAsync($"Users/{eve.Id}")).Body.GetProperty("externalId").GetString());
        Assert.Equal(2, (await gateway.EventsAsync()).Count);
    }

    [Theory, EveryDatabase]
    public async Task A_body_that_names_the_schema_of_another_resource_is_refused(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);

        var user = await gateway.Okta.PostAsync("Users", new { schemas = new[] { GroupSchema }, userName = "ada@example.com" });
        var group = await gateway.Okta.PostAsync("Groups", new { schemas = new[] { "urn:nope" }, displayName = "Eng" });

        Assert.All([user, group], answer => Assert.Equal(HttpStatusCode.BadRequest, answer.Status));
        Assert.Empty(await gateway.EventsAsync());
    }

    [Theory, EveryDatabase]
    public async Task A_user_that_is_read_shows_the_groups_it_is_in(Database database)
    {
        await using var gateway = await TestGateway.StartAsync(database);
        var ada = await gateway.HasUserAsync("ada@example.com");
        await gateway.HasUserAsync("bob@example.com");
        var group = await gateway.HasGroupAsync("Eng \"A\"", ada);

        var read = await gateway.Okta.GetAsync($"Users/{ada.Id}");
        var listed = await gateway.Okta.GetAsync("Users?startIndex=1&count=10");
        var without = await gateway.Okta.GetAsync($"Users/{ada.Id}?excludedAttributes=groups");

        foreach (var user in new[] { read.Body, listed.Body.GetProperty("Resources")[0] })
        {
            var shown = Assert.Single(user.GetProperty("groups").EnumerateArray());
            Assert.Equal((group.Id, "Eng \"A\""), (shown.GetProperty("value").GetString(), shown.GetProperty("display").GetString()));
        }

        Assert.False(listed.Body.GetProperty("Resources")[1].TryGetProperty("groups", out _));
        Assert.False(without.Body.TryGetProperty("groups", out _));
    }

    [Fact]
    public async Task HEAD_answers_as_GET_does_without_the_body()
    {
        await using var gateway = await TestGateway.StartAsync(Database.Sqlite);
        var ada = await gateway.HasUserAsync("ada@example.com");

        var head = await gateway.Okta.SendAsync(HttpMethod.Head, $"Users/{ada.Id}");

        Assert.Equal(HttpStatusCode.OK, head.Status);
        Assert.True(head.Headers.ContainsKey("ETag"));
        Assert.Empty(head.Text);
        Assert.Equal(HttpStatusCode.NotFound, (await gateway.Okta.SendAsync(HttpMethod.Head, "Users/nobody")).Status);
    }

    [Theory]
    [InlineData("99999999999999999999", 2)]
    [InlineData("-99999999999999999999", 0)]
    public async Task A_count_beyond_every_bound_is_clamped(string count, int shown)
    {
        await using var gateway = await TestGateway.StartAsync(Database.Sqlite);
        await gateway.HasUserAsync("ada@example.com");
        await gateway.HasUserAsync("bob@example.com");

        var page = await gateway.Okta.GetAsync($"Users?startIndex=1&count={count}");

        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Equal((2, shown), (page.Body.GetProperty("totalResults").GetInt32(), page.Body.GetProperty("itemsPerPage").GetInt32()));
    }
}
