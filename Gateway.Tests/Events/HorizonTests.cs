using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Storage;
using Gateway.Tests.Harness;
using Npgsql;

namespace Gateway.Tests.Events;

public sealed class HorizonTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(200);

    [Theory, EveryDatabase]
    public async Task What_is_committed_is_settled(Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var log = new EventLog(opened.Database);

        await AppendAsync(opened.Database, log);
        await AppendAsync(opened.Database, log);

        var events = await log.ReadAcrossDirectoriesAsync(0, 10, CancellationToken.None);
        Assert.Equal(2, events.Count);
        Assert.Equal(events[^1].Sequence, await new Horizon(opened.Database).FindAsync(0, Patience, CancellationToken.None));
    }

    [Fact]
    public async Task A_transaction_that_still_writes_an_earlier_event_holds_the_horizon_back()
    {
        await using var opened = await OpenedDatabase.CreateAsync(Database.PostgreSql);
        var log = new EventLog(opened.Database);
        var horizon = new Horizon(opened.Database);
        await using var slow = new NpgsqlConnection(opened.ConnectionString);
        await slow.OpenAsync();
        var transaction = await slow.BeginTransactionAsync();
        await using (var insert = new NpgsqlCommand("INSERT INTO events (type, occurred_at, source, data) VALUES ('webhook.test', now(), 'operator', '{}')", slow, transaction))
        {
            await insert.ExecuteNonQueryAsync();
        }

        await AppendAsync(opened.Database, log);
        Assert.Equal(0, await horizon.FindAsync(0, Patience, CancellationToken.None));

        await transaction.CommitAsync();
        var settled = await horizon.FindAsync(0, Patience, CancellationToken.None);
        Assert.Equal((await log.ReadAcrossDirectoriesAsync(0, 10, CancellationToken.None))[^1].Sequence, settled);
    }

    [Fact]
    public async Task A_transaction_that_only_reads_holds_nothing_back()
    {
        await using var opened = await OpenedDatabase.CreateAsync(Database.PostgreSql);
        var log = new EventLog(opened.Database);
        await using var reader = new NpgsqlConnection(opened.ConnectionString);
        await reader.OpenAsync();
        await using var transaction = await reader.BeginTransactionAsync();
        await using (var look = new NpgsqlCommand("SELECT count(*) FROM events", reader, transaction))
        {
            await look.ExecuteScalarAsync();
        }

        await AppendAsync(opened.Database, log);

        Assert.NotEqual(0, await new Horizon(opened.Database).FindAsync(0, Patience, CancellationToken.None));
    }

    private static async Task AppendAsync(Core.Storage.Database database, EventLog log)
    {
        var batch = new WriteBatch();
        log.Append(batch, null, Sources.Operator, null, EventTypes.WebhookTest, DateTimeOffset.UtcNow, "{}");
        await database.WriteAsync(batch, CancellationToken.None);
    }
}
