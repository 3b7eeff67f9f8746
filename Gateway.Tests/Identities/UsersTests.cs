using Gateway.Contracts.Events;
using Gateway.Core.Identities;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Identities;

public sealed class UsersTests
{
    [Theory, EveryDatabase]
    public async Task Given_sixteen_identical_creates_at_once_Then_one_succeeds_and_one_event_is_told(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);

        var results = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(() => workbench.CreateAsync("ada@example.com", "00uA"))));

        Assert.Single(results, result => result.Succeeded);
        Assert.All(results.Where(result => !result.Succeeded), result => Assert.Equal((409, ScimType.Uniqueness), (result.Error!.Status, result.Error.Type)));
        Assert.Equal(EventTypes.UserCreated, Assert.Single(await workbench.ToldAsync()).Type);
    }

    [Theory, EveryDatabase]
    public async Task Given_the_same_name_in_another_directory_Then_both_exist(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        await workbench.HasUserAsync("ada@example.com", "00uA");

        var other = IdentityWorkbench.NewOrigin();
        var result = await workbench.Users.CreateAsync(other, IdentityWorkbench.User("ada@example.com", "00uA"), CancellationToken.None);

        Assert.True(result.Succeeded);
        Assert.Null(await workbench.Users.FindAsync(workbench.Origin.Directory, result.Value.User.Id, CancellationToken.None));
    }

    [Theory, EveryDatabase]
    public async Task Given_many_changes_of_one_user_at_once_Then_each_is_told_once_and_none_is_lost(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = await workbench.HasUserAsync("ada@example.com");

        var results = await Task.WhenAll(Enumerable.Range(0, 40).Select(number => Task.Run(() =>
            workbench.Users.ChangeAsync(workbench.Origin, ada, Precondition.None, before => With(before, $"title{number}"), CancellationToken.None))));

        Assert.All(results, result => Assert.True(result.Succeeded));
        var stored = await workbench.Users.FindAsync(workbench.Origin.Directory, ada, CancellationToken.None);
        Assert.Equal(40, stored!.ToScim().Attributes.Count(attribute => attribute.Key.StartsWith("title", StringComparison.Ordinal)));
        Assert.Equal(40, (await workbench.ToldAsync()).Count(told => told.Type == EventTypes.UserUpdated));
    }

    [Theory, EveryDatabase]
    public async Task What_another_process_changed_meanwhile_is_neither_overlooked_nor_overwritten(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = await workbench.HasUserAsync("ada@example.com");
        await workbench.Users.FindAsync(workbench.Origin.Directory, ada, CancellationToken.None);
        var elsewhere = workbench.NewUsers();
        await elsewhere.ChangeAsync(workbench.Origin, ada, Precondition.None, _ => IdentityWorkbench.User("ada@example.com", active: false), CancellationToken.None);

        // This process still believes her active: to it this looks like a repeat.
        var reactivated = await workbench.Users.ChangeAsync(workbench.Origin, ada, Precondition.None, _ => IdentityWorkbench.User("ada@example.com"), CancellationToken.None);
        await elsewhere.ChangeAsync(workbench.Origin, ada, Precondition.None, before => With(before, "title1"), CancellationToken.None);
        var both = await workbench.Users.ChangeAsync(workbench.Origin, ada, Precondition.None, before => With(before, "title2"), CancellationToken.None);

        Assert.True(reactivated.Value!.User.ToScim().Active);
        Assert.Equal(2, both.Value!.User.ToScim().Attributes.Count(attribute => attribute.Key.StartsWith("title", StringComparison.Ordinal)));
        Assert.Equal(
            [EventTypes.UserCreated, EventTypes.UserDeactivated, EventTypes.UserReactivated, EventTypes.UserUpdated, EventTypes.UserUpdated],
            (await workbench.ToldAsync()).Select(told => told.Type));
        await elsewhere.DeleteAsync(workbench.Origin, ada, Precondition.None, CancellationToken.None);
        Assert.Equal(404, (await workbench.Users.ChangeAsync(workbench.Origin, ada, Precondition.None, before => With(before, "title3"), CancellationToken.None)).Error!.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_change_to_the_same_says_nothing_and_keeps_the_version(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var before = (await workbench.CreateAsync("ada@example.com")).Value!.User;

        var written = await workbench.Users.ChangeAsync(workbench.Origin, before.Id, Precondition.None, _ => IdentityWorkbench.User("ada@example.com"), CancellationToken.None);

        Assert.Equal(before.Version, written.Value!.User.Version);
        Assert.Single(await workbench.ToldAsync());
    }

    [Theory, EveryDatabase]
    public async Task A_version_that_is_not_the_present_one_changes_nothing(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = (await workbench.CreateAsync("ada@example.com")).Value!.User;
        var stale = Precondition.AnyOf([ada.Version]);
        await workbench.Users.ChangeAsync(workbench.Origin, ada.Id, stale, before => With(before, "title1"), CancellationToken.None);

        var refused = await workbench.Users.ChangeAsync(workbench.Origin, ada.Id, stale, before => With(before, "title2"), CancellationToken.None);

        Assert.Equal(412, refused.Error!.Status);
        Assert.Equal(2, (await workbench.ToldAsync()).Count);
    }

    [Theory, EveryDatabase]
    public async Task Deleting_a_member_tells_the_removals_first(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var ada = await workbench.HasUserAsync("ada@example.com");
        var bob = await workbench.HasUserAsync("bob@example.com");
        var first = await workbench.HasGroupAsync("First", ada, bob);
        var second = await workbench.HasGroupAsync("Second", ada);

        Assert.Null(await workbench.Users.DeleteAsync(workbench.Origin, ada, Precondition.None, CancellationToken.None));

        var told = (await workbench.ToldAsync()).TakeLast(3).ToList();
        Assert.Equal([EventTypes.GroupUserRemoved, EventTypes.GroupUserRemoved, EventTypes.UserDeleted], told.Select(one => one.Type));
        Assert.Equal([first, second], told.Take(2).Select(one => one.GroupId!.Value));
        Assert.Equal([bob], await workbench.MembersAsync(first));
        Assert.Equal(404, (await workbench.Users.DeleteAsync(workbench.Origin, ada, Precondition.None, CancellationToken.None))!.Status);
    }

    [Theory, EveryDatabase]
    public async Task A_further_email_is_found_until_it_is_taken_away(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        var user = IdentityWorkbench.User("ada@example.com");
        ((System.Text.Json.Nodes.JsonArray)user.Attributes["emails"]!).Add(new System.Text.Json.Nodes.JsonObject { ["value"] = "Countess@Example.com" });
        var ada = (await workbench.Users.CreateAsync(workbench.Origin, user, CancellationToken.None)).Value!.User.Id;

        Assert.Equal(1, await FurtherEmailsAsync(workbench));
        await workbench.Users.ChangeAsync(workbench.Origin, ada, Precondition.None, _ => IdentityWorkbench.User("ada@example.com"), CancellationToken.None);
        Assert.Equal(0, await FurtherEmailsAsync(workbench));
    }

    private static async Task<long> FurtherEmailsAsync(IdentityWorkbench workbench)
    {
        await using var connection = await workbench.Database.OpenAsync(CancellationToken.None);
        return (await Core.Storage.Reading.QueryAsync(
            connection, "SELECT count(*) FROM user_emails WHERE email_key = 'countess@example.com'", reader => reader.GetInt64(0), [], CancellationToken.None))[0];
    }

    private static ScimUser With(ScimUser before, string attribute)
    {
        var after = (System.Text.Json.Nodes.JsonObject)before.Attributes.DeepClone();
        after[attribute] = "x";
        return new ScimUser(after);
    }
}
