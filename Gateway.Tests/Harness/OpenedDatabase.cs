using Gateway.Core.Storage;

namespace Gateway.Tests.Harness;

/// <summary>A migrated database without a gateway around it, for tests of what stands below the host.</summary>
public sealed class OpenedDatabase : IAsyncDisposable
{
    private readonly TestStorage storage;

    private OpenedDatabase(TestStorage storage, Core.Storage.Database database)
    {
        this.storage = storage;
        Database = database;
    }

    public Core.Storage.Database Database { get; }

    /// <summary>Null on SQLite.</summary>
    public string? ConnectionString => storage.ConnectionString;

    public static async Task<OpenedDatabase> CreateAsync(Tests.Database kind)
    {
        var storage = await TestStorage.CreateAsync(kind);
        Core.Storage.Database database = storage.ConnectionString is { } connectionString ? new PostgreSqlDatabase(connectionString) : new SqliteDatabase(storage.Path);
        await database.MigrateAsync(CancellationToken.None);
        return new OpenedDatabase(storage, database);
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await storage.DisposeAsync();
    }
}
