using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Tests.Harness;

namespace Gateway.Tests.Storage;

public sealed class WriteBatchTests
{
    [Theory, EveryDatabase]
    public async Task A_batch_counts_and_answers_statement_by_statement(Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var directory = TypedId.New<DirectoryId>();
        var batch = new WriteBatch();
        var inserted = Park(batch, directory, "a", "b");
        var found = batch.Query("SELECT value FROM parked_members WHERE directory_id = @directory ORDER BY value", reader => reader.GetString(0), ("directory", directory));
        var deleted = batch.Add("DELETE FROM parked_members WHERE directory_id = @directory AND value = 'a'", ("directory", directory));
        var none = batch.Query("SELECT value FROM parked_members WHERE directory_id = @directory AND value = 'a'", reader => reader.GetString(0), ("directory", directory));

        await opened.Database.WriteAsync(batch, CancellationToken.None);

        Assert.Equal(2, inserted.Affected);
        Assert.Equal(["a", "b"], found.Rows);
        Assert.Equal(1, deleted.Affected);
        Assert.Empty(none.Rows);
    }

    [Theory, EveryDatabase]
    public async Task A_batch_that_fails_in_the_middle_stores_nothing(Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var directory = TypedId.New<DirectoryId>();
        var batch = new WriteBatch();
        Park(batch, directory, "a");
        Park(batch, directory, "a");

        var failure = await Assert.ThrowsAnyAsync<Exception>(() => opened.Database.WriteAsync(batch, CancellationToken.None));

        Assert.True(opened.Database.IsUniqueViolation(failure));
        Assert.Equal(0, await ParkedAsync(opened.Database, directory));
    }

    [Theory, EveryDatabase]
    public async Task A_batch_that_fails_takes_none_of_its_neighbours_with_it(Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var directory = TypedId.New<DirectoryId>();
        var writes = Enumerable.Range(0, 200).Select(number => Task.Run(async () =>
        {
            var batch = new WriteBatch();
            Park(batch, directory, $"v{number}");
            if (number % 3 == 0)
            {
                Park(batch, directory, $"v{number}");
            }

            await opened.Database.WriteAsync(batch, CancellationToken.None);
        })).ToList();

        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TaskScheduler.Default)));

        Assert.Equal(67, writes.Count(write => write.IsFaulted));
        Assert.Equal(133, await ParkedAsync(opened.Database, directory));
    }

    [Theory, EveryDatabase]
    public async Task A_transaction_that_throws_rolls_back(Database kind)
    {
        await using var opened = await OpenedDatabase.CreateAsync(kind);
        var directory = TypedId.New<DirectoryId>();

        await Assert.ThrowsAsync<InvalidOperationException>(() => opened.Database.TransactAsync(
            async (connection, transaction) =>
            {
                var batch = new WriteBatch();
                Park(batch, directory, "a");
                await batch.RunAsync(connection, transaction, CancellationToken.None);
                throw new InvalidOperationException("on purpose");
            },
            CancellationToken.None));

        Assert.Equal(0, await ParkedAsync(opened.Database, directory));
    }

    private static BatchStatement Park(WriteBatch batch, DirectoryId directory, params string[] values) => batch.Add(
        $"INSERT INTO parked_members (directory_id, value, group_id, source, since) VALUES {string.Join(", ", values.Select((_, i) => $"(@directory, @value{i}, @directory, 'scim', @now)"))}",
        [("directory", directory), ("now", DateTimeOffset.UtcNow), .. values.Select((value, i) => ($"value{i}", (object?)value))]);

    private static async Task<long> ParkedAsync(Core.Storage.Database database, DirectoryId directory)
    {
        await using var connection = await database.OpenAsync(CancellationToken.None);
        return (await connection.QueryAsync(
            "SELECT count(*) FROM parked_members WHERE directory_id = @directory", reader => reader.GetInt64(0), [("directory", directory)], CancellationToken.None))[0];
    }
}
