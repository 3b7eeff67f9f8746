using Gateway.Core.Credentials;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Directories;

/// <summary>The SCIM tokens of a directory: at most two, so that one can take over from the other without a pause.</summary>
public sealed class DirectoryTokens(Database database, DirectoryAuthentication authentication, TimeProvider time)
{
    public const int MaximumNameLength = 100;

    /// <summary>How long a renewed token's former secret stays valid unless its owner says otherwise.</summary>
    public static readonly TimeSpan DefaultGrace = TimeSpan.FromHours(24);

    public static readonly TimeSpan MaximumGrace = TimeSpan.FromDays(30);
    private const int Tries = 10;
    private readonly TokenStore store = new(database);

    /// <returns>The token, or <see cref="DirectoryErrorKind.TokenLimit"/>.</returns>
    public Task<DirectoryResult<IssuedToken>> IssueAsync(DirectoryId directory, string name, DateTimeOffset? expiresAt, CancellationToken cancellationToken) =>
        IssueAsync(directory, name, expiresAt, chosen: null, cancellationToken);

    public Task<IReadOnlyList<DirectoryToken>> ListAsync(DirectoryId directory, CancellationToken cancellationToken) =>
        store.ListAsync(directory, cancellationToken);

    public Task<DirectoryToken?> FindAsync(DirectoryId directory, TokenId id, CancellationToken cancellationToken) =>
        store.FindAsync(directory, id, cancellationToken);

    /// <summary>Renames, activates or deactivates it; null leaves as it is. An inactive token is refused within a second by every process.</summary>
    public async Task<DirectoryResult<DirectoryToken>> ChangeAsync(DirectoryId directory, TokenId id, string? name, bool? active, CancellationToken cancellationToken)
    {
        if (name is not null && RefuseName(name) is { } refusal)
        {
            return refusal;
        }

        var batch = new WriteBatch();
        TokenStore.Update(batch, directory, id, name, active);
        await database.WriteAsync(batch, cancellationToken);
        authentication.Forget();
        return await store.FindAsync(directory, id, cancellationToken) is { } token ? token : DirectoryError.TokenNotFound;
    }

    /// <summary>Gives it a new secret and expiry.</summary>
    /// <param name="directory">Whose it is.</param>
    /// <param name="id">Which one.</param>
    /// <param name="expiresAt">Null: the same lifetime again, counted from now.</param>
    /// <param name="grace">How long the former secret stays valid; zero ends it at once.</param>
    /// <param name="cancellationToken">Ends the wait, not a commit under way.</param>
    public async Task<DirectoryResult<IssuedToken>> RenewAsync(
        DirectoryId directory, TokenId id, DateTimeOffset? expiresAt, TimeSpan grace, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if (RefuseExpiry(expiresAt, now) is { } refusal)
        {
            return refusal;
        }

        if (grace < TimeSpan.Zero || grace > MaximumGrace)
        {
            return DirectoryError.Invalid($"The grace of the former secret is between 0 and {MaximumGrace.TotalSeconds:0} seconds.");
        }

        if (await store.FindAsync(directory, id, cancellationToken) is not { } token)
        {
            return DirectoryError.TokenNotFound;
        }

        var lifetime = token.ExpiresAt - token.IssuedAt;
        return await ReplaceAsync(TokenIssue.Renew(token, expiresAt ?? now + lifetime, now, chosen: null), grace == TimeSpan.Zero ? null : now + grace, cancellationToken);
    }

    /// <summary>Ends it: it is refused within a second by every process.</summary>
    public async Task<bool> RemoveAsync(DirectoryId directory, TokenId id, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        var deleted = TokenStore.Delete(batch, directory, id);
        await database.WriteAsync(batch, cancellationToken);
        authentication.Forget();
        return deleted.Affected > 0;
    }

    /// <summary>Makes the directory's declared token answer to this secret and to no former one.</summary>
    internal async Task<DirectoryError?> DeclareAsync(DirectoryId directory, string name, string secret, CancellationToken cancellationToken)
    {
        if (await store.FindDeclaredAsync(directory, cancellationToken) is not { } token)
        {
            return (await IssueAsync(directory, name, expiresAt: null, secret, cancellationToken)).Error;
        }

        if (!await store.AnswersToAsync(directory, token.Id, SecretDigest.Of(secret), cancellationToken))
        {
            await ReplaceAsync(TokenIssue.Renew(token, expiresAt: null, time.GetUtcNow(), secret), formerUntil: null, cancellationToken);
        }

        return null;
    }

    private async Task<DirectoryResult<IssuedToken>> IssueAsync(
        DirectoryId directory, string name, DateTimeOffset? expiresAt, string? chosen, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        if ((RefuseName(name) ?? RefuseExpiry(expiresAt, now)) is { } refusal)
        {
            return refusal;
        }

        var issued = TokenIssue.New(directory, name, expiresAt, now, chosen);
        for (var tried = 1; ; tried++)
        {
            var batch = new WriteBatch();
            var inserted = TokenStore.Insert(batch, issued.Token, issued.Digest, declared: chosen is not null);
            try
            {
                await database.WriteAsync(batch, cancellationToken);
                return inserted.Affected == 1 ? issued : DirectoryError.TokenLimit;
            }
            catch (Exception exception) when (database.IsUniqueViolation(exception) && tried < Tries)
            {
                // Somebody took the slot at the same instant; the next look sees it taken.
            }
        }
    }

    private async Task<DirectoryResult<IssuedToken>> ReplaceAsync(IssuedToken issued, DateTimeOffset? formerUntil, CancellationToken cancellationToken)
    {
        var batch = new WriteBatch();
        TokenStore.Replace(batch, issued.Token, issued.Digest, formerUntil, database.Dialect);
        await database.WriteAsync(batch, cancellationToken);
        authentication.Forget();
        return issued;
    }

    private static DirectoryError? RefuseName(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > MaximumNameLength || name.Any(char.IsControl)
            ? DirectoryError.Invalid($"A token's name has 1 to {MaximumNameLength} characters, not only spaces and no control characters.")
            : null;

    private static DirectoryError? RefuseExpiry(DateTimeOffset? expiresAt, DateTimeOffset now) =>
        expiresAt <= now ? DirectoryError.Invalid("expires_at lies in the past: choose a later moment, or leave it out.") : null;
}
