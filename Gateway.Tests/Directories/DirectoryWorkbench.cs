using Gateway.Core.Directories;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;
using Gateway.Tests.Harness;
using Microsoft.Extensions.Logging.Abstractions;

namespace Gateway.Tests.Directories;

/// <summary>Directories on a real database, with a clock that the test moves and without a host.</summary>
internal sealed class DirectoryWorkbench : IAsyncDisposable
{
    private readonly TestStorage storage;

    private DirectoryWorkbench(TestStorage storage, Core.Storage.Database database)
    {
        this.storage = storage;
        Database = database;
        Events = new EventLog(database);
        Authentication = AnotherProcess();
        Registry = new DirectoryRegistry(database, Events, Authentication, new DirectoryPurgeSignal(), new ChangeSignal(), new Holds(), new OperatorSignal(), Clock);
        Tokens = new DirectoryTokens(database, Authentication, Clock);
        Purge = new DirectoryPurge(database, new DirectoryPurgeSignal(), Clock, NullLogger<DirectoryPurge>.Instance);
    }

    public MovingClock Clock { get; } = new();

    public Core.Storage.Database Database { get; }

    public EventLog Events { get; }

    public DirectoryAuthentication Authentication { get; }

    public DirectoryRegistry Registry { get; }

    public DirectoryTokens Tokens { get; }

    public DirectoryPurge Purge { get; }

    public static async Task<DirectoryWorkbench> CreateAsync(Database database)
    {
        var storage = await TestStorage.CreateAsync(database);
        Core.Storage.Database opened = storage.ConnectionString is { } connectionString ? new PostgreSqlDatabase(connectionString) : new SqliteDatabase(storage.Path);
        await opened.MigrateAsync(CancellationToken.None);
        return new DirectoryWorkbench(storage, opened);
    }

    /// <summary>What another process on the same database would decide.</summary>
    public DirectoryAuthentication AnotherProcess() => new(Database, new TokenUse(Database, Clock, NullLogger<TokenUse>.Instance), Clock);

    public async Task<CreatedDirectory> HasDirectoryAsync(string name = "Acme Okta", string? slug = null)
    {
        var created = await Registry.CreateAsync(new DirectoryDraft { Name = name, Slug = slug }, CancellationToken.None);
        Assert.Null(created.Error);
        return created.Value!;
    }

    public async Task<AuthenticatedDirectory?> AuthenticateAsync(string? slug, string? authorization) =>
        await Authentication.AuthenticateAsync(slug, authorization, CancellationToken.None);

    /// <summary>Rows enough for several batches of a purge.</summary>
    public async Task HasMembersAsync(DirectoryId directory, int count)
    {
        var batch = new WriteBatch();
        for (var i = 0; i < count; i++)
        {
            batch.Add(
                "INSERT INTO members (directory_id, group_id, user_id, change, source, since, last_seen_at) VALUES (@d, @g, @u, @c, 'scim', @at, @at)",
                ("d", directory), ("g", GroupId.New()), ("u", UserId.New()), ("c", VersionId.New()), ("at", Clock.GetUtcNow()));
        }

        await Database.WriteAsync(batch, CancellationToken.None);
    }

    public async Task HasListBlockAsync(DirectoryId directory)
    {
        var batch = new WriteBatch();
        batch.Add("INSERT INTO list_blocks (directory_id, kind, last_ordinal, resources) VALUES (@d, 'users', 1000, 1000)", ("d", directory));
        await Database.WriteAsync(batch, CancellationToken.None);
    }

    public async Task<long> CountAsync(string table, DirectoryId directory)
    {
        await using var connection = await Database.OpenAsync(CancellationToken.None);
        var column = table == "directories" ? "id" : "directory_id";
        var rows = await connection.QueryAsync(
            $"SELECT count(*) FROM {table} WHERE {column} = @directory", reader => reader.GetInt64(0), [("directory", directory)], CancellationToken.None);
        return rows[0];
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        await storage.DisposeAsync();
    }
}
