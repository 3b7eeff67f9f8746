using System.Collections.Concurrent;
using Gateway.Core.Events;
using Gateway.Core.Identities;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Identities.Searching;

public sealed class ListBlocksTests
{
    [Theory, EveryDatabase]
    public async Task Given_creates_and_deletes_while_blocks_close_Then_pages_and_totals_are_what_is_there(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        await using var blocks = Blocks(workbench);
        var search = new ResourceSearch(workbench.Database, blocks);
        var (users, groups) = (new ConcurrentQueue<UserId>(), new ConcurrentQueue<GroupId>());
        var random = new Random(4711);

        for (var round = 0; round < 4; round++)
        {
            var writing = Task.WhenAll(
            [
                .. Enumerable.Range(0, 3).Select(writer => Task.Run(() => CreateSomeAsync(workbench, $"{round}-{writer}", users, groups))),
                .. Enumerable.Range(0, 2).Select(_ => Task.Run(() => DeleteSomeAsync(workbench, users, groups))),
            ]);
            await Task.WhenAll(writing, CloseUntilAsync(writing, workbench, blocks), CloseUntilAsync(writing, workbench, blocks));
            await CloseAsync(workbench, blocks);

            var there = await KeysAsync(workbench, "users");
            Assert.Equal(there, await WalkAsync(search, workbench, count: 7, byCursor: false));
            Assert.Equal(there, await WalkAsync(search, workbench, count: 7, byCursor: true));
            await AssertBlocksAsync(workbench, "users");
            await AssertBlocksAsync(workbench, "groups");

            var start = random.Next(there.Count) + 1;
            var page = (await search.UsersAsync(workbench.Origin.Directory, new ListQuery { StartIndex = start, Count = 25 }, CancellationToken.None)).Value!;
            Assert.Equal(there.Skip(start - 1).Take(25), page.Items.Select(user => user.Id.ToString()));
            var listed = (await search.GroupsAsync(workbench.Origin.Directory, new ListQuery { StartIndex = 3, Count = 1000 }, CancellationToken.None)).Value!;
            var groupsThere = await KeysAsync(workbench, "groups");
            Assert.Equal(groupsThere.Count, listed.TotalResults);
            Assert.Equal(groupsThere.Skip(2), listed.Items.Select(group => group.Id.ToString()));
        }
    }

    [Theory, EveryDatabase]
    public async Task Five_thousand_users_are_each_on_exactly_one_page_before_and_after_their_blocks_close(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        await using var blocks = Blocks(workbench);
        var search = new ResourceSearch(workbench.Database, blocks);
        await HasUsersAsync(workbench, 5000);
        var there = await KeysAsync(workbench, "users");

        Assert.Equal(there, await WalkAsync(search, workbench, count: 100, byCursor: false));
        await Until.TrueAsync(async () => (await CountedAsync(workbench, "users")).Count == 5, "the first list starts to close blocks");

        Assert.Equal(there, await WalkAsync(search, workbench, count: 100, byCursor: false));
        Assert.Equal(there, await WalkAsync(search, workbench, count: 100, byCursor: true));
        await AssertBlocksAsync(workbench, "users");
    }

    [Theory, EveryDatabase]
    public async Task A_deleted_user_lowers_the_total_whether_its_block_was_closed_or_not(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        await using var blocks = Blocks(workbench);
        var search = new ResourceSearch(workbench.Database, blocks);
        await HasUsersAsync(workbench, 25);
        await blocks.CloseAsync(workbench.Origin.Directory, "users", 10, CancellationToken.None);
        var there = (await KeysAsync(workbench, "users")).Select(TypedId.Parse<UserId>).ToList();

        foreach (var (user, left) in ((UserId, int)[])[(there[0], 24), (there[9], 23), (there[10], 22), (there[24], 21)])
        {
            Assert.Null(await workbench.Users.DeleteAsync(workbench.Origin, user, Precondition.None, CancellationToken.None));

            var none = (await search.UsersAsync(workbench.Origin.Directory, new ListQuery { Count = 0 }, CancellationToken.None)).Value!;
            var page = (await search.UsersAsync(workbench.Origin.Directory, new ListQuery { StartIndex = 9 }, CancellationToken.None)).Value!;
            Assert.Equal((left, left, left - 8), ((int)none.TotalResults, (int)page.TotalResults, page.Items.Count));
        }

        Assert.Equal([8, 9], (await CountedAsync(workbench, "users")).Select(block => block.Resources));
    }

    [Theory, EveryDatabase]
    public async Task Given_a_delete_that_is_refused_Then_its_block_keeps_its_number(Database kind)
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(kind);
        await using var blocks = Blocks(workbench);
        var group = await workbench.HasGroupAsync("Poets");
        await blocks.CloseAsync(workbench.Origin.Directory, "groups", 1, CancellationToken.None);

        var refused = await workbench.Groups.DeleteAsync(workbench.Origin, group, Precondition.AnyOf([VersionId.New()]), CancellationToken.None);

        Assert.Equal(412, refused?.Status);
        Assert.Equal(1, Assert.Single(await CountedAsync(workbench, "groups")).Resources);
        Assert.Null(await workbench.Groups.DeleteAsync(workbench.Origin, group, Precondition.None, CancellationToken.None));
        Assert.Equal(0, Assert.Single(await CountedAsync(workbench, "groups")).Resources);
    }

    private static ListBlocks Blocks(IdentityWorkbench workbench) => new(workbench.Database, new Horizon(workbench.Database), NullLogger<ListBlocks>.Instance);

    private static async Task CreateSomeAsync(IdentityWorkbench workbench, string name, ConcurrentQueue<UserId> users, ConcurrentQueue<GroupId> groups)
    {
        for (var number = 0; number < 40; number++)
        {
            users.Enqueue(await workbench.HasUserAsync($"{name}-{number}@example.com"));
            if (number % 4 == 0)
            {
                groups.Enqueue(await workbench.HasGroupAsync($"{name}-{number}"));
            }
        }
    }

    private static async Task DeleteSomeAsync(IdentityWorkbench workbench, ConcurrentQueue<UserId> users, ConcurrentQueue<GroupId> groups)
    {
        for (var number = 0; number < 25; number++)
        {
            if (users.TryDequeue(out var user))
            {
                Assert.Null(await workbench.Users.DeleteAsync(workbench.Origin, user, Precondition.None, CancellationToken.None));
            }

            if (number % 4 == 0 && groups.TryDequeue(out var group))
            {
                Assert.Null(await workbench.Groups.DeleteAsync(workbench.Origin, group, Precondition.None, CancellationToken.None));
            }
        }
    }

    private static async Task CloseUntilAsync(Task writing, IdentityWorkbench workbench, ListBlocks blocks)
    {
        do
        {
            await CloseAsync(workbench, blocks);
        }
        while (!writing.IsCompleted);
    }

    private static async Task CloseAsync(IdentityWorkbench workbench, ListBlocks blocks)
    {
        await blocks.CloseAsync(workbench.Origin.Directory, "users", 10, CancellationToken.None);
        await blocks.CloseAsync(workbench.Origin.Directory, "groups", 3, CancellationToken.None);
    }

    /// <summary>Every page, one after the other; each must say the same total.</summary>
    private static async Task<List<string>> WalkAsync(ResourceSearch search, IdentityWorkbench workbench, int count, bool byCursor)
    {
        var shown = new List<string>();
        var totals = new HashSet<long>();
        var cursor = byCursor ? "" : null;
        ListPage<StoredUser> page;
        do
        {
            var query = new ListQuery { StartIndex = byCursor ? 1 : shown.Count + 1, Count = count, Cursor = cursor };
            page = (await search.UsersAsync(workbench.Origin.Directory, query, CancellationToken.None)).Value!;
            shown.AddRange(page.Items.Select(user => user.Id.ToString()));
            totals.Add(page.TotalResults);
            cursor = page.NextCursor;
        }
        while (page.Items.Count == count);

        Assert.Equal(shown.Count, Assert.Single(totals));
        return shown;
    }

    private static Task<List<string>> KeysAsync(IdentityWorkbench workbench, string table) => ReadAsync(
        workbench,
        $"SELECT id FROM {table} WHERE directory_id = @directory ORDER BY ordinal",
        reader => table == "users" ? reader.GetId<UserId>(0).ToString() : reader.GetId<GroupId>(0).ToString());

    private static Task<List<(long Last, int Resources)>> CountedAsync(IdentityWorkbench workbench, string kind) => ReadAsync(
        workbench,
        $"SELECT last_ordinal, resources FROM list_blocks WHERE directory_id = @directory AND kind = '{kind}' AND resources IS NOT NULL ORDER BY last_ordinal",
        reader => (reader.GetInt64(0), reader.GetInt32(1)));

    /// <summary>There are blocks, all counted, each with the number of keys between its bounds.</summary>
    private static async Task AssertBlocksAsync(IdentityWorkbench workbench, string kind)
    {
        var blocks = await ReadAsync(
            workbench,
            $"""
            SELECT b.resources, (SELECT count(*) FROM {kind} r WHERE r.directory_id = @directory AND r.ordinal <= b.last_ordinal AND r.ordinal > (
                     SELECT coalesce(max(o.last_ordinal), 0) FROM list_blocks o WHERE o.directory_id = @directory AND o.kind = b.kind AND o.last_ordinal < b.last_ordinal))
            FROM   list_blocks b WHERE b.directory_id = @directory AND b.kind = '{kind}'
            """,
            reader => (Said: reader.IsDBNull(0) ? -1 : reader.GetInt64(0), There: reader.GetInt64(1)));
        Assert.NotEmpty(blocks);
        Assert.All(blocks, block => Assert.Equal(block.There, block.Said));
    }

    private static async Task<List<T>> ReadAsync<T>(IdentityWorkbench workbench, string sql, Func<System.Data.Common.DbDataReader, T> read)
    {
        await using var connection = await workbench.Database.OpenAsync(CancellationToken.None);
        return await connection.QueryAsync(sql, read, [("directory", workbench.Origin.Directory)], CancellationToken.None);
    }

    /// <summary>One real user, and so many in all that look like it.</summary>
    private static async Task HasUsersAsync(IdentityWorkbench workbench, int count)
    {
        await workbench.HasUserAsync("ada@example.com");
        var batch = new WriteBatch();
        batch.Add(
            $"""
            INSERT INTO users (directory_id, id, user_name_key, active, version, document, search, payload, source, since, last_seen_at, created_at, updated_at)
            SELECT u.directory_id, item.value, u.user_name_key || item.key, u.active, u.version, u.document, u.search, u.payload, u.source,
                   u.since, u.last_seen_at, u.created_at, u.updated_at
            FROM   users u CROSS JOIN {workbench.Database.Dialect.Rows("@ids")}
            WHERE  u.directory_id = @directory
            ORDER  BY item.key
            """,
            ("directory", workbench.Origin.Directory), ("ids", Enumerable.Range(1, count - 1).Select(_ => UserId.New()).ToList()));
        await workbench.Database.WriteAsync(batch, CancellationToken.None);
    }
}
