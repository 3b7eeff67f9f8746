using System.Data.Common;
using Gateway.Core.Events;
using Gateway.Core.Identities.Searching;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Identities.Searching;

/// <summary>A delete that meets the count of its block half-way. On PostgreSQL only: SQLite has one writer.</summary>
public sealed class ListBlockLockTests
{
    [Fact]
    public async Task A_delete_that_began_before_its_block_was_announced_is_waited_for()
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(Database.PostgreSql);
        var user = await workbench.HasUserAsync("ada@example.com");
        await using var blocks = new ListBlocks(workbench.Database, new Horizon(workbench.Database), NullLogger<ListBlocks>.Instance);
        await using var gate = await workbench.Database.OpenAsync(CancellationToken.None);
        await using var gateOpens = await gate.BeginTransactionAsync();
        await RunAsync(workbench, gate, $"SELECT pg_advisory_xact_lock(hashtextextended('list_blocks {workbench.Origin.Directory} users', 0))", user);

        var closing = blocks.CloseAsync(workbench.Origin.Directory, "users", 1, CancellationToken.None);
        await SomebodyWaitsAsync(gate);
        await using var deleting = await workbench.Database.OpenAsync(CancellationToken.None);
        await using var deleted = await deleting.BeginTransactionAsync();
        await DeleteAsync(workbench, deleting, user);
        await gateOpens.CommitAsync();
        await Until.TrueAsync(async () => (await RunAsync(workbench, gate, "SELECT count(*) FROM list_blocks", user))[0] == 1, "the block is announced");
        Assert.False(closing.IsCompleted);
        await deleted.CommitAsync();
        await closing;

        Assert.Equal(0, Assert.Single(await RunAsync(workbench, gate, "SELECT CAST(resources AS bigint) FROM list_blocks", user)));
    }

    [Fact]
    public async Task A_delete_that_begins_while_blocks_are_counted_is_not_counted()
    {
        await using var workbench = await IdentityWorkbench.CreateAsync(Database.PostgreSql);
        var users = new[] { await workbench.HasUserAsync("ada@example.com"), await workbench.HasUserAsync("byron@example.com") };
        await using var blocks = new ListBlocks(workbench.Database, new Horizon(workbench.Database), NullLogger<ListBlocks>.Instance);
        await using var gate = await workbench.Database.OpenAsync(CancellationToken.None);
        await using var gateOpens = await gate.BeginTransactionAsync();
        await RunAsync(workbench, gate, "INSERT INTO list_blocks SELECT directory_id, 'users', ordinal FROM users RETURNING last_ordinal", users[0]);
        await gateOpens.CommitAsync();
        await using var firstHeld = await gate.BeginTransactionAsync();
        await RunAsync(workbench, gate, "SELECT last_ordinal FROM list_blocks ORDER BY last_ordinal LIMIT 1 FOR UPDATE", users[0]);

        var closing = blocks.CloseAsync(workbench.Origin.Directory, "users", 1, CancellationToken.None);
        await SomebodyWaitsAsync(gate);
        await using var deleting = await workbench.Database.OpenAsync(CancellationToken.None);
        await using var deleted = await deleting.BeginTransactionAsync();
        await DeleteAsync(workbench, deleting, users[1]);
        await firstHeld.CommitAsync();
        await Until.TrueAsync(
            async () => (await RunAsync(workbench, gate, "SELECT count(*) FROM list_blocks WHERE resources IS NOT NULL", users[0]))[0] == 1, "the first block is counted");
        await SomebodyWaitsAsync(gate);
        await deleted.CommitAsync();
        await closing;

        Assert.Equal([1, 0], await RunAsync(workbench, gate, "SELECT CAST(resources AS bigint) FROM list_blocks ORDER BY last_ordinal", users[0]));
    }

    // The statements of a delete that matter here, in their order.
    private static async Task DeleteAsync(IdentityWorkbench workbench, DbConnection connection, UserId user)
    {
        const string key = "FROM users WHERE directory_id = @directory AND id = @id";
        await RunAsync(workbench, connection, $"SELECT ordinal {key} FOR UPDATE", user);
        await RunAsync(workbench, connection, ListBlocks.Leave("users", $"SELECT ordinal {key}"), user);
        await RunAsync(workbench, connection, $"DELETE {key}", user);
    }

    private static Task<List<long>> RunAsync(IdentityWorkbench workbench, DbConnection connection, string sql, UserId user) => connection.QueryAsync(
        sql, reader => reader.GetFieldType(0) == typeof(long) ? reader.GetInt64(0) : 0, [("directory", workbench.Origin.Directory), ("id", user)], CancellationToken.None);

    private static Task SomebodyWaitsAsync(DbConnection connection) => Until.TrueAsync(
        async () => (await connection.QueryAsync(
            """
            SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (
              SELECT pid FROM pg_locks WHERE database = (SELECT oid FROM pg_database WHERE datname = current_database()))
            """,
            reader => reader.GetInt64(0), [], CancellationToken.None))[0] > 0,
        "closing waits for a lock");
}
