using Gateway.Core.Ids;
using Gateway.Core.Requests;
using Gateway.Tests.Directories;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Requests;

public sealed class RequestJournalTests
{
    [Theory, EveryDatabase]
    public async Task Entries_read_back_the_newest_first_by_directory(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var store = new RequestStore(bench.Database);
        var (directory, _) = await bench.HasDirectoryAsync();
        var (other, _) = await bench.HasDirectoryAsync();
        var entries = Enumerable.Range(0, 5).Select(i => Entry(bench, i) with { DirectoryId = directory.Id }).ToList();
        var foreign = Entry(bench, 9) with { DirectoryId = other.Id, Status = 404, Address = null, UserAgent = null, Detail = null, Notes = null };
        var stranger = Entry(bench, 10);

        await store.InsertAsync([.. entries, foreign, stranger], CancellationToken.None);
        await store.InsertAsync([entries[0]], CancellationToken.None); // Written twice after an unknown commit, kept once.

        entries.Sort((one, two) => string.CompareOrdinal(two.Id.ToString(), one.Id.ToString())); // Of one millisecond, the ids decide.
        Assert.Equal(entries, await store.ListAsync(directory.Id, before: null, 10, CancellationToken.None));
        Assert.Equal(entries.Skip(2).Take(2), await store.ListAsync(directory.Id, entries[1].Id, 2, CancellationToken.None));
        Assert.Equal([foreign], await store.ListAsync(other.Id, before: null, 10, CancellationToken.None));
        Assert.Equal(7, (await store.ListAcrossDirectoriesAsync(before: null, 10, CancellationToken.None)).Count);
        Assert.Equal(stranger, await store.FindAsync(stranger.Id, CancellationToken.None));
        Assert.Null(await store.FindAsync(RequestId.New(), CancellationToken.None));
    }

    [Theory, EveryDatabase]
    public async Task A_refused_request_is_kept_under_the_directory_whose_slug_it_named(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var store = new RequestStore(bench.Database);
        var (directory, _) = await bench.HasDirectoryAsync("Acme", "acme");

        await store.InsertAsync([Entry(bench, 1) with { Slug = "Acme", Status = 401 }, Entry(bench, 2) with { Slug = "nobody" }], CancellationToken.None);

        Assert.Equal(401, Assert.Single(await store.ListAsync(directory.Id, before: null, 10, CancellationToken.None)).Status);
    }

    [Theory, EveryDatabase]
    public async Task What_arrives_is_written_without_being_awaited_and_text_that_a_database_refuses_is_cleaned(Database database)
    {
        await using var bench = await DirectoryWorkbench.CreateAsync(database);
        var store = new RequestStore(bench.Database);
        using var journal = new RequestJournal(store, TimeProvider.System, NullLogger<RequestJournal>.Instance);
        await journal.StartAsync(CancellationToken.None);
        for (var i = 0; i < 2500; i++)
        {
            journal.Record(Entry(bench, i) with { UserAgent = "Okta\0 \ud800 " + new string('x', 500) });
        }

        await journal.StopAsync(CancellationToken.None);

        var kept = await store.ListAcrossDirectoriesAsync(before: null, 5000, CancellationToken.None);
        Assert.Equal(2500, kept.Count);
        Assert.Equal(0, journal.Dropped);
        Assert.StartsWith("Okta? ? x", kept[0].UserAgent, StringComparison.Ordinal);
        Assert.Equal(120, kept[0].UserAgent!.Length);
    }

    private static RequestEntry Entry(DirectoryWorkbench bench, int number) => new()
    {
        Id = RequestId.New(),
        At = bench.Clock.GetUtcNow(),
        Method = "GET",
        Path = "/scim/v2/acme/Users?filter=userName eq \"…\"",
        Status = 200,
        Duration = TimeSpan.FromMilliseconds(number),
        Address = "192.0.2.1",
        UserAgent = "Okta SCIM Client 1.0.0",
        Detail = "…",
        Notes = "The token was sent without the Bearer prefix.",
    };
}
