using System.Data.Common;
using Gateway.Core.Credentials;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Directories;

/// <summary>The rows of SCIM tokens and of the secrets that they answer to.</summary>
internal sealed class TokenStore(Database database)
{
    private const string Columns = "t.directory_id, t.id, t.name, t.last_four, t.active, t.created_at, t.issued_at, t.expires_at, t.last_used_at";

    public async Task<IReadOnlyList<DirectoryToken>> ListAsync(DirectoryId directory, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        return await connection.QueryAsync(
            $"SELECT {Columns} FROM directory_tokens t WHERE t.directory_id = @directory ORDER BY t.id", Read, [("directory", directory)], cancellationToken);
    }

    public async Task<DirectoryToken?> FindAsync(DirectoryId directory, TokenId id, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT {Columns} FROM directory_tokens t WHERE t.directory_id = @directory AND t.id = @id",
            Read,
            [("directory", directory), ("id", id)],
            cancellationToken);
        return rows.SingleOrDefault();
    }

    public async Task<DirectoryToken?> FindDeclaredAsync(DirectoryId directory, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            $"SELECT {Columns} FROM directory_tokens t WHERE t.directory_id = @directory AND t.bootstrap", Read, [("directory", directory)], cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>Whether the secret is one that this token answers to now.</summary>
    public async Task<bool> AnswersToAsync(DirectoryId directory, TokenId id, SecretDigest digest, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenAsync(cancellationToken);
        var rows = await connection.QueryAsync(
            "SELECT 1 FROM directory_token_secrets WHERE digest = @digest AND directory_id = @directory AND token_id = @id AND valid_until IS NULL",
            reader => reader.GetInt32(0),
            [("digest", digest.ToArray()), ("directory", directory), ("id", id)],
            cancellationToken);
        return rows.Count > 0;
    }

    /// <summary>Takes the first free slot; no row if there is none or no such directory. Whoever takes the same slot at the same instant meets the unique index.</summary>
    public static BatchStatement Insert(WriteBatch batch, DirectoryToken token, SecretDigest digest, bool declared)
    {
        var inserted = batch.Add(
            """
            INSERT INTO directory_tokens (directory_id, id, slot, name, last_four, active, bootstrap, created_at, issued_at, expires_at)
            SELECT d.id, @id, free.slot, @name, @lastFour, @active, @declared, @at, @issuedAt, @expiresAt
            FROM   directories d
            JOIN   (SELECT min(slots.slot) AS slot
                    FROM   (SELECT 1 AS slot UNION ALL SELECT 2) AS slots
                    WHERE  NOT EXISTS (SELECT 1 FROM directory_tokens t WHERE t.directory_id = @directory AND t.slot = slots.slot)) AS free
                   ON free.slot IS NOT NULL
            WHERE  d.id = @directory AND d.deleted_at IS NULL
            """,
            ("directory", token.DirectoryId),
            ("id", token.Id),
            ("name", token.Name),
            ("lastFour", token.LastFour),
            ("active", token.Active),
            ("declared", declared),
            ("at", token.CreatedAt),
            ("issuedAt", token.IssuedAt),
            ("expiresAt", (object?)token.ExpiresAt ?? NullOf.Instant));
        AddSecret(batch, token.DirectoryId, token.Id, digest);
        return inserted;
    }

    /// <summary>Puts a new secret in the place of the present one, which stays valid until a moment, or goes at once (null).</summary>
    public static void Replace(WriteBatch batch, DirectoryToken token, SecretDigest digest, DateTimeOffset? formerUntil, Dialect dialect)
    {
        (string, object?)[] key = [("directory", token.DirectoryId), ("id", token.Id)];
        // Two renewals at once: the second waits here, and what follows sees what the first has left.
        batch.Query($"SELECT id FROM directory_tokens WHERE directory_id = @directory AND id = @id {dialect.ForNoKeyUpdate}", reader => reader.GetId<TokenId>(0), key);
        batch.Add(
            $"DELETE FROM directory_token_secrets WHERE directory_id = @directory AND token_id = @id {(formerUntil is null ? "" : "AND valid_until IS NOT NULL")}",
            key);
        if (formerUntil is { } until)
        {
            // A secret that had expired does not come back to life for its grace.
            batch.Add(
                """
                UPDATE directory_token_secrets
                SET    valid_until = (SELECT CASE WHEN t.expires_at < @until THEN t.expires_at ELSE @until END
                                      FROM   directory_tokens t WHERE t.directory_id = @directory AND t.id = @id)
                WHERE  directory_id = @directory AND token_id = @id
                """,
                [.. key, ("until", until)]);
        }

        batch.Add(
            """
            UPDATE directory_tokens SET last_four = @lastFour, issued_at = @issuedAt, expires_at = @expiresAt
            WHERE  directory_id = @directory AND id = @id
            """,
            [.. key, ("lastFour", token.LastFour), ("issuedAt", token.IssuedAt), ("expiresAt", (object?)token.ExpiresAt ?? NullOf.Instant)]);
        AddSecret(batch, token.DirectoryId, token.Id, digest);
    }

    public static BatchStatement Update(WriteBatch batch, DirectoryId directory, TokenId id, string? name, bool? active) => batch.Add(
        """
        UPDATE directory_tokens SET name = coalesce(@name, name), active = CASE WHEN @setsActive THEN @active ELSE active END
        WHERE  directory_id = @directory AND id = @id
        """,
        ("directory", directory),
        ("id", id),
        ("name", (object?)name ?? NullOf.Text),
        ("setsActive", active is not null),
        ("active", active ?? false));

    public static BatchStatement Delete(WriteBatch batch, DirectoryId directory, TokenId id) => batch.Add(
        "DELETE FROM directory_tokens WHERE directory_id = @directory AND id = @id", ("directory", directory), ("id", id));

    /// <summary>Many at once; a directory's token that is gone meanwhile is passed over.</summary>
    public static void RecordUse(WriteBatch batch, DirectoryId directory, TokenId id, DateTimeOffset at) => batch.Add(
        """
        UPDATE directory_tokens SET last_used_at = @at
        WHERE  directory_id = @directory AND id = @id AND (last_used_at IS NULL OR last_used_at < @at)
        """,
        ("directory", directory),
        ("id", id),
        ("at", at));

    private static void AddSecret(WriteBatch batch, DirectoryId directory, TokenId id, SecretDigest digest) => batch.Add(
        """
        INSERT INTO directory_token_secrets (digest, directory_id, token_id)
        SELECT @digest, t.directory_id, t.id FROM directory_tokens t WHERE t.directory_id = @directory AND t.id = @id
        """,
        ("digest", digest.ToArray()),
        ("directory", directory),
        ("id", id));

    private static DirectoryToken Read(DbDataReader reader) => new()
    {
        DirectoryId = reader.GetId<DirectoryId>(0),
        Id = reader.GetId<TokenId>(1),
        Name = reader.GetString(2),
        LastFour = reader.GetString(3),
        Active = reader.GetBoolean(4),
        CreatedAt = reader.GetInstant(5),
        IssuedAt = reader.GetInstant(6),
        ExpiresAt = reader.FindInstant(7),
        LastUsedAt = reader.FindInstant(8),
    };
}
