using Gateway.Contracts.Events;
using Gateway.Core.Identities;
using Gateway.Core.Ids;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Identities;

public sealed class GroupsTests
{
    [Theory, EveryDatabase]
    public async Task What_the_database_tells_about_a_membership_is_what_the_pure_rule_tells(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = (await workbench.CreateAsync("ada@example.com", "00uA")).Value!.User;
        var group = await workbench.HasGroupAsync("Eng \"A\" & Ü");
        await workbench.PatchMembersAsync(group, "add", [ada.Id.ToString()]);
        await workbench.PatchMembersAsync(group, "remove", [ada.Id.ToString()]);

        var stored = (await workbench.Groups.FindAsync(workbench.Origin.Directory, group, CancellationToken.None))!;
        var expected = GroupEvents.MembershipData(
            Payloads.Of(ada.Id, ada.ToScim(), ada.CreatedAt, ada.UpdatedAt),
            Payloads.Of(group, stored.ToScim(), stored.CreatedAt, stored.CreatedAt));
        Assert.Equal(
            [(EventTypes.GroupUserAdded, expected), (EventTypes.GroupUserRemoved, expected)],
            (await workbench.ToldAsync()).TakeLast(2).Select(told => (told.Type, told.Data)));
    }

    [Theory, EveryDatabase]
    public async Task Concurrent_pushes_into_one_group_lose_nobody(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var users = new List<UserId>();
        for (var number = 0; number < 60; number++)
        {
            users.Add(await workbench.HasUserAsync($"user{number}@example.com"));
        }

        var group = await workbench.HasGroupAsync("Eng", users[0], users[1]);
        var changes = users.Skip(2).Chunk(8).Select(chunk => Task.Run(() => workbench.PatchMembersAsync(group, "add", chunk.Select(id => id.ToString()))))
            .Append(Task.Run(() => workbench.PatchMembersAsync(group, "remove", [users[0].ToString()])));

        Assert.All(await Task.WhenAll(changes), Assert.Null);
        Assert.Equal(users.Skip(1).ToHashSet(), (await workbench.MembersAsync(group)).ToHashSet());
        Assert.Equal(59, (await workbench.Groups.FindAsync(workbench.Origin.Directory, group, CancellationToken.None))!.MemberCount);
        Assert.Equal(60, (await workbench.ToldAsync()).Count(told => told.Type == EventTypes.GroupUserAdded));
        Assert.Single(await workbench.ToldAsync(), told => told.Type == EventTypes.GroupUserRemoved);
    }

    [Theory, EveryDatabase]
    public async Task A_repeated_change_of_members_keeps_the_version_and_says_nothing(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = await workbench.HasUserAsync("ada@example.com");
        var group = await workbench.HasGroupAsync("Eng", ada);
        var before = await workbench.Groups.FindAsync(workbench.Origin.Directory, group, CancellationToken.None);

        Assert.Null(await workbench.PatchMembersAsync(group, "add", [ada.ToString()]));
        Assert.Null(await workbench.PatchMembersAsync(group, "replace", [ada.ToString()]));
        Assert.Null(await workbench.PatchMembersAsync(group, "remove", [TypedId.New<UserId>().ToString(), "nobody"]));

        Assert.Equal(before, await workbench.Groups.FindAsync(workbench.Origin.Directory, group, CancellationToken.None));
        Assert.Equal(3, (await workbench.ToldAsync()).Count);
    }

    [Theory, EveryDatabase]
    public async Task An_unknown_member_joins_when_its_user_comes_by_externalId(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = await workbench.HasUserAsync("ada@example.com");
        var group = await workbench.HasGroupAsync("Eng");

        Assert.Null(await workbench.PatchMembersAsync(group, "add", [ada.ToString(), "00uBOB", TypedId.New<UserId>().ToString()]));
        Assert.Equal([ada], await workbench.MembersAsync(group));

        var bob = await workbench.HasUserAsync("bob@example.com", "00uBOB");
        Assert.Equal(new[] { ada, bob }.ToHashSet(), (await workbench.MembersAsync(group)).ToHashSet());
        Assert.Equal([EventTypes.UserCreated, EventTypes.GroupUserAdded], (await workbench.ToldAsync()).TakeLast(2).Select(told => told.Type));
    }

    [Theory, EveryDatabase]
    public async Task The_sweep_joins_who_was_parked_in_the_instant_they_came(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var group = await workbench.HasGroupAsync("Eng");
        await workbench.PatchMembersAsync(group, "add", ["00uBOB"]);
        var bob = await workbench.HasUserAsync("bob@example.com");

        // Bob gets his externalId behind the gateway's back: just what a create sees that runs beside the parking.
        await workbench.Database.TransactAsync(
            async (connection, transaction) =>
            {
                var batch = new Core.Storage.WriteBatch();
                batch.Add("UPDATE users SET external_id = '00uBOB' WHERE id = @id", ("id", bob));
                await Core.Storage.BatchExecution.RunAsync(batch, connection, transaction, CancellationToken.None);
            },
            CancellationToken.None);

        Assert.False(await workbench.Memberships.SweepAcrossDirectoriesAsync(_ => Task.FromResult<Core.Events.ChangeOrigin?>(workbench.Origin), CancellationToken.None));
        Assert.Equal([bob], await workbench.MembersAsync(group));
    }

    [Theory, EveryDatabase]
    public async Task Deleting_a_group_tells_its_removals_first_and_keeps_its_users(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = await workbench.HasUserAsync("ada@example.com");
        var group = await workbench.HasGroupAsync("Eng", ada);

        Assert.Null(await workbench.Groups.DeleteAsync(workbench.Origin, group, Precondition.None, CancellationToken.None));

        Assert.Equal([EventTypes.GroupUserRemoved, EventTypes.GroupDeleted], (await workbench.ToldAsync()).TakeLast(2).Select(told => told.Type));
        Assert.NotNull(await workbench.Users.FindAsync(workbench.Origin.Directory, ada, CancellationToken.None));
        Assert.Equal(404, (await workbench.Groups.DeleteAsync(workbench.Origin, group, Precondition.None, CancellationToken.None))!.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_group_that_others_change_and_delete_at_once_ends_without_members_or_with_all_told(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = await workbench.HasUserAsync("ada@example.com");
        var bob = await workbench.HasUserAsync("bob@example.com");
        for (var round = 0; round < 10; round++)
        {
            var group = await workbench.HasGroupAsync($"Group {round}", ada);
            await Task.WhenAll(
                Task.Run(() => workbench.PatchMembersAsync(group, "add", [bob.ToString()])),
                Task.Run(() => workbench.Groups.DeleteAsync(workbench.Origin, group, Precondition.None, CancellationToken.None)));

            var told = (await workbench.ToldAsync()).Where(one => one.GroupId == group).Select(one => one.Type).ToList();
            Assert.Equal(told.Count(type => type == EventTypes.GroupUserAdded), told.Count(type => type == EventTypes.GroupUserRemoved));
            Assert.Equal(EventTypes.GroupDeleted, told[^1]);
            Assert.Empty(await workbench.MembersAsync(group));
        }
    }
}
