namespace Gateway.Tests.Harness;

/// <summary>Where a gateway under test keeps its state: a folder of its own, and on PostgreSQL a database of its own. Several gateways
/// may share one, and it outlives each of them.</summary>
public sealed class TestStorage : IAsyncDisposable
{
    private readonly TemporaryFolder folder = new();

    private TestStorage(Database database, string? connectionString)
    {
        Database = database;
        ConnectionString = connectionString;
    }

    public Database Database { get; }

    /// <summary>Null on SQLite.</summary>
    public string? ConnectionString { get; }

    /// <summary><c>Gateway:Storage:Path</c>.</summary>
    public string Path => folder.File("data");

    /// <summary>The settings that put a gateway here.</summary>
    public IEnumerable<KeyValuePair<string, string>> Settings =>
        ConnectionString is null
            ? [new("Gateway:Storage:Path", Path)]
            : [new("Gateway:Storage:Path", Path), new("ConnectionStrings:Gateway", ConnectionString)];

    /// <param name="migrated">False: a PostgreSQL database without a single table, for tests of the first start.</param>
    public static async Task<TestStorage> CreateAsync(Database database, bool migrated = true) =>
        new(database, database == Database.PostgreSql ? await (await PostgreSqlCluster.SharedAsync()).CreateDatabaseAsync(migrated) : null);

    public async ValueTask DisposeAsync()
    {
        if (ConnectionString is not null)
        {
            await (await PostgreSqlCluster.SharedAsync()).DropDatabaseAsync(ConnectionString);
        }

        folder.Dispose();
    }
}
