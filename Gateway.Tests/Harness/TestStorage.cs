using System.Diagnostics;
using System.Text;
using Gateway.Core.Storage;
using Npgsql;

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

    /// <summary>The storage itself, without a gateway. On SQLite no gateway may be using it.</summary>
    public Core.Storage.Database Open() => ConnectionString is null ? new SqliteDatabase(Path) : new PostgreSqlDatabase(ConnectionString);

    /// <summary>All that is stored, as one text to search: on SQLite the bytes of its files, on PostgreSQL what pg_dump writes, and on both
    /// what else lies in the folder.</summary>
    public async Task<string> DumpAsync()
    {
        var dump = new StringBuilder();
        foreach (var file in Directory.Exists(Path) ? Directory.GetFiles(Path, "*", SearchOption.AllDirectories) : [])
        {
            if (!System.IO.Path.GetExtension(file).Equals(".lock", StringComparison.Ordinal))
            {
                await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
                using var reader = new StreamReader(stream, Encoding.UTF8);
                dump.AppendLine(await reader.ReadToEndAsync());
            }
        }

        if (ConnectionString is not null)
        {
            var connection = new NpgsqlConnectionStringBuilder(ConnectionString);
            using var process = Process.Start(new ProcessStartInfo(
                System.IO.Path.Combine(PostgreSqlCluster.Binaries, "pg_dump"),
                ["-h", connection.Host!, "-p", $"{connection.Port}", "-U", connection.Username!, "--no-password", connection.Database!])
            { RedirectStandardOutput = true })!;
            dump.Append(await process.StandardOutput.ReadToEndAsync());
            await process.WaitForExitAsync();
            Assert.Equal(0, process.ExitCode);
        }

        return dump.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        if (ConnectionString is not null)
        {
            await (await PostgreSqlCluster.SharedAsync()).DropDatabaseAsync(ConnectionString);
        }

        folder.Dispose();
    }
}
