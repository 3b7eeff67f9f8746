using System.Diagnostics;
using System.Globalization;
using Gateway.Core.Storage;
using Npgsql;

namespace Gateway.Tests.Harness;

/// <summary>One throw-away PostgreSQL per test run, on a loopback port. A supervising shell holds it: when this process ends, however it
/// ends, the shell's input closes and it stops the server and removes the files.</summary>
public sealed class PostgreSqlCluster
{
    // PostgreSQL refuses to run as root: the cluster then belongs to the user `postgres`.
    private const string Supervisor = """
        set -eu
        bin=$1 port=$2 folder=$3
        cd /
        if [ "$(id -u)" = 0 ]; then
            chown postgres "$folder"
            as() { runuser -u postgres -- "$@"; }
        else
            as() { "$@"; }
        fi
        trap 'as "$bin/pg_ctl" -D "$folder/cluster" -m immediate stop >/dev/null 2>&1 || true; rm -rf "$folder"' EXIT
        trap : INT TERM HUP
        as "$bin/initdb" -D "$folder/cluster" -U postgres -A trust -E UTF8 --locale=C -N >"$folder/initdb.log" 2>&1 || { cat "$folder/initdb.log" >&2; exit 1; }
        as "$bin/pg_ctl" -D "$folder/cluster" -w -t 60 -l "$folder/server.log" -o "-c listen_addresses=127.0.0.1 -p $port -c unix_socket_directories= -c max_connections=300 -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c max_wal_size=4GB" start >/dev/null 2>&1 </dev/null || { cat "$folder/server.log" >&2; exit 1; }
        echo ready
        cat >/dev/null
        """;

    private const string Template = "gateway_template";

    private static readonly Lazy<Task<PostgreSqlCluster>> Shared = new(StartAsync);

    private readonly Process supervisor;
    private readonly int port;
    private readonly SemaphoreSlim creating = new(1, 1);
    private int created;

    private PostgreSqlCluster(Process supervisor, int port)
    {
        this.supervisor = supervisor;
        this.port = port;
    }

    /// <summary>The cluster of this run, started when the first test asks for it.</summary>
    public static Task<PostgreSqlCluster> SharedAsync() => Shared.Value;

    /// <summary>Folder of the server's and client's programs (initdb, pg_dump, psql): PG_BIN, else what pg_config says, else Debian's place.</summary>
    public static string Binaries { get; } = FindBinaries();

    /// <summary>Creates an empty or an already migrated database and returns its connection string.</summary>
    public async Task<string> CreateDatabaseAsync(bool migrated = true)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"gateway_{Interlocked.Increment(ref created)}");

        // One copy of a template at a time: two at once may refuse each other.
        await creating.WaitAsync();
        try
        {
            await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {(migrated ? Template : "template0")}");
        }
        finally
        {
            creating.Release();
        }

        return ConnectionString(name);
    }

    public async Task DropDatabaseAsync(string connectionString)
    {
        await using (var pool = new NpgsqlConnection(connectionString))
        {
            NpgsqlConnection.ClearPool(pool);
        }

        await ExecuteAsync($"DROP DATABASE IF EXISTS {new NpgsqlConnectionStringBuilder(connectionString).Database} WITH (FORCE)");
    }

    /// <summary>Where a database of this name is reached. Pools stay small: many gateways share the cluster's 300 connections.</summary>
    public string ConnectionString(string database) =>
        string.Create(CultureInfo.InvariantCulture, $"Host=127.0.0.1;Port={port};Username=postgres;Database={database};Maximum Pool Size=20;Timeout=30");

    private static async Task<PostgreSqlCluster> StartAsync()
    {
        var port = FreePort.Next();
        var supervisor = Process.Start(new ProcessStartInfo("/bin/sh")
        {
            ArgumentList = { "-c", Supervisor, "postgresql", Binaries, port.ToString(CultureInfo.InvariantCulture), Directory.CreateTempSubdirectory("gateway-postgresql-").FullName },
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        if (await supervisor.StandardOutput.ReadLineAsync() != "ready")
        {
            throw new InvalidOperationException($"PostgreSQL did not start: {await supervisor.StandardError.ReadToEndAsync()}");
        }

        var cluster = new PostgreSqlCluster(supervisor, port);
        await cluster.ExecuteAsync($"CREATE DATABASE {Template} TEMPLATE template0");
        await using (var database = new PostgreSqlDatabase(cluster.ConnectionString(Template) + ";Pooling=false"))
        {
            await database.MigrateAsync(CancellationToken.None);
        }

        return cluster;
    }

    private async Task ExecuteAsync(string sql)
    {
        ObjectDisposedException.ThrowIf(supervisor.HasExited, this);
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 60 };
        await command.ExecuteNonQueryAsync();
    }

    private static string FindBinaries()
    {
        IEnumerable<string?> places =
        [
            Environment.GetEnvironmentVariable("PG_BIN"),
            PgConfig(),
            .. Directory.Exists("/usr/lib/postgresql") ? Directory.GetDirectories("/usr/lib/postgresql").OrderDescending().Select(version => Path.Combine(version, "bin")) : [],
        ];
        return places.FirstOrDefault(place => place is not null && File.Exists(Path.Combine(place, "initdb")))
            ?? throw new InvalidOperationException("PostgreSQL's server programs were not found: install the package postgresql, or set PG_BIN to the folder of initdb.");
    }

    private static string? PgConfig()
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("pg_config", "--bindir") { RedirectStandardOutput = true })!;
            return process.StandardOutput.ReadToEnd().Trim();
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return null;
        }
    }
}
