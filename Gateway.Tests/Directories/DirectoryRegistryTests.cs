using Gateway.Contracts.Events;
using Gateway.Core.Directories;
using Gateway.Core.Ids;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Directories;

public sealed class DirectoryRegistryTests
{
    [Theory, EveryDatabase]
    public async Task A_directory_reads_back_as_it_was_created(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var draft = new DirectoryDraft
        {
            Name = "Ácme – Okta",
            Organization = "acme",
            Settings = new DirectorySettings { GroupMatching = GroupMatching.ByDisplayName, UniqueIdentifier = UniqueIdentifier.Email, Switches = new DirectorySwitches { Groups = false } },
        };

        var created = (await bench.Registry.CreateAsync(draft, CancellationToken.None)).Value!;

        var found = await bench.Registry.FindAsync(created.Directory.Id, CancellationToken.None);
        Assert.Equal(created.Directory, found);
        Assert.Equal("okta", found!.Provider);
        Assert.Equal(draft.Settings, found.Settings);
        Assert.StartsWith("acme-okta-", found.Slug, StringComparison.Ordinal);
        Assert.Equal($$"""{"id":"{{found.Id}}","name":"Ácme – Okta","organization":"acme"}""", found.Label);
        Assert.StartsWith("gws_", created.Token.Secret, StringComparison.Ordinal);
        Assert.DoesNotContain(created.Token.Secret, created.ToString(), StringComparison.Ordinal);
    }

    [Theory, EveryDatabase]
    public async Task Names_may_repeat_and_slugs_may_not(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        await bench.HasDirectoryAsync("Acme", "acme");
        await bench.HasDirectoryAsync("Acme");
        var third = (await bench.HasDirectoryAsync("Acme")).Directory;

        var taken = await bench.Registry.CreateAsync(new DirectoryDraft { Name = "Other", Slug = "acme" }, CancellationToken.None);
        var renamed = await bench.Registry.ChangeAsync(third.Id, directory => directory with { Slug = "acme" }, CancellationToken.None);

        Assert.Equal(DirectoryErrorKind.SlugTaken, taken.Error!.Kind);
        Assert.Equal(DirectoryErrorKind.SlugTaken, renamed.Error!.Kind);
        Assert.Equal(3, (await bench.Registry.ListAsync(after: null, 10, CancellationToken.None)).Count);
    }

    [Theory, EveryDatabase]
    public async Task Lists_page_by_key_in_the_order_of_creation(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        for (var i = 0; i < 5; i++)
        {
            await bench.HasDirectoryAsync();
        }

        var all = await bench.Registry.ListAsync(after: null, 10, CancellationToken.None);
        var first = await bench.Registry.ListAsync(after: null, 2, CancellationToken.None);
        var second = await bench.Registry.ListAsync(first[^1].Id, 10, CancellationToken.None);

        Assert.Equal(5, all.Count);
        Assert.Equal(all, first.Concat(second));
    }

    [Theory, EveryDatabase]
    public async Task Pausing_and_resuming_is_told_once_each(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, _) = await bench.HasDirectoryAsync();

        foreach (var provisioning in new[] { Provisioning.Paused, Provisioning.Paused, Provisioning.Off, Provisioning.On })
        {
            var changed = await bench.Registry.ChangeAsync(
                directory.Id, present => present with { Settings = present.Settings with { Provisioning = provisioning } }, CancellationToken.None);
            Assert.Equal(provisioning, changed.Value!.Settings.Provisioning);
        }

        var events = await bench.Events.ReadAsync(directory.Id, after: 0, 10, CancellationToken.None);
        Assert.Equal([EventTypes.DirectoryPaused, EventTypes.DirectoryActivated], events.Select(each => each.Type));
        Assert.Equal("""{"changes":{"settings.provisioning":{"from":"on","to":"paused"}}}""", events[0].Data);
        Assert.All(events, each => Assert.Equal("operator", each.Source));
    }

    [Theory, EveryDatabase]
    public async Task Changes_at_once_all_count(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, _) = await bench.HasDirectoryAsync();

        var results = await Task.WhenAll(
            Task.Run(() => bench.Registry.ChangeAsync(directory.Id, d => d with { Name = "New name" }, CancellationToken.None)),
            Task.Run(() => bench.Registry.ChangeAsync(directory.Id, d => d with { Organization = "acme" }, CancellationToken.None)),
            Task.Run(() => bench.Registry.ChangeAsync(directory.Id, d => d with { Settings = d.Settings with { Provisioning = Provisioning.Paused } }, CancellationToken.None)));

        Assert.All(results, result => Assert.Null(result.Error));
        var found = await bench.Registry.FindAsync(directory.Id, CancellationToken.None);
        Assert.Equal(("New name", "acme", Provisioning.Paused), (found!.Name, found.Organization, found.Settings.Provisioning));
        Assert.Single(await bench.Events.ReadAsync(directory.Id, after: 0, 10, CancellationToken.None));
    }

    [Theory, EveryDatabase]
    public async Task A_deleted_directory_is_refused_at_once_and_told_and_purged_later(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var (directory, token) = await bench.HasDirectoryAsync("Acme", "acme");
        var (other, _) = await bench.HasDirectoryAsync();
        await bench.HasMembersAsync(directory.Id, 1100);
        await bench.HasMembersAsync(other.Id, 1100);
        await bench.HasListBlockAsync(directory.Id);

        Assert.NotNull(await bench.AuthenticateAsync("acme", token.Secret));

        var deleted = await bench.Registry.DeleteAsync(directory.Id, CancellationToken.None);

        Assert.Null(deleted.Error);
        Assert.Null(await bench.AuthenticateAsync("acme", token.Secret));
        Assert.Null(await bench.Registry.FindAsync(directory.Id, CancellationToken.None));
        Assert.Equal(other.Id, Assert.Single(await bench.Registry.ListAsync(null, 10, CancellationToken.None)).Id);
        Assert.Equal(DirectoryErrorKind.DirectoryNotFound, (await bench.Registry.DeleteAsync(directory.Id, CancellationToken.None)).Error!.Kind);
        var told = Assert.Single(await bench.Events.ReadAsync(directory.Id, after: 0, 10, CancellationToken.None));
        Assert.Equal(EventTypes.DirectoryDeleted, told.Type);
        await bench.HasDirectoryAsync("Acme again", "acme");

        bench.Clock.Move(TimeSpan.FromMinutes(2));
        Assert.True(await bench.Purge.PurgeAsync(CancellationToken.None));

        Assert.Equal(0, await bench.CountAsync("members", directory.Id));
        Assert.Equal(0, await bench.CountAsync("list_blocks", directory.Id));
        Assert.Equal(0, await bench.CountAsync("directories", directory.Id));
        Assert.Equal(1100, await bench.CountAsync("members", other.Id));
        Assert.Equal(1, await bench.CountAsync("events", directory.Id));
    }
}
