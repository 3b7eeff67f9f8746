using System.Text.Json;
using Gateway.Contracts.Events;
using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Directories;

/// <summary>Who is connected: directories are created, changed and deleted here, by an operator.</summary>
public sealed class DirectoryRegistry
{
    public const int MaximumNameLength = 200;
    private const int Tries = 5;
    private readonly Database database;
    private readonly DirectoryStore store;
    private readonly DirectoryAuthentication authentication;
    private readonly DirectoryPurgeSignal purge;
    private readonly ChangeSignal changes;
    private readonly Holds holds;
    private readonly OperatorSignal operators;
    private readonly TimeProvider time;

    public DirectoryRegistry(
        Database database, EventLog events, DirectoryAuthentication authentication, DirectoryPurgeSignal purge, ChangeSignal changes,
        Holds holds, OperatorSignal operators, TimeProvider time)
    {
        this.database = database;
        this.authentication = authentication;
        this.purge = purge;
        this.changes = changes;
        this.holds = holds;
        this.operators = operators;
        this.time = time;
        store = new DirectoryStore(database, events);
    }

    /// <param name="draft">What the directory is to be.</param>
    /// <param name="cancellationToken">Ends the wait, not a commit under way.</param>
    /// <returns>The directory with its first token, or <see cref="DirectoryErrorKind.SlugTaken"/>.</returns>
    public async Task<DirectoryResult<CreatedDirectory>> CreateAsync(DirectoryDraft draft, CancellationToken cancellationToken)
    {
        if (Refuse(draft.Name, draft.Organization, draft.Slug) is { } refusal)
        {
            return refusal;
        }

        for (var tried = 1; ; tried++)
        {
            var now = time.GetUtcNow();
            var directory = new Directory
            {
                Id = DirectoryId.New(),
                Slug = draft.Slug ?? DirectorySlug.From(draft.Name),
                Name = draft.Name,
                Organization = draft.Organization,
                Settings = draft.Settings,
                CreatedAt = now,
                UpdatedAt = now,
                Version = VersionId.New(),
            };
            var token = TokenIssue.New(directory.Id, draft.TokenName, draft.TokenExpiresAt, now, draft.TokenSecret);
            var batch = new WriteBatch();
            DirectoryStore.Insert(batch, directory, draft.Declared);
            TokenStore.Insert(batch, token.Token, token.Digest, draft.Declared);
            try
            {
                await database.WriteAsync(batch, cancellationToken);
                HoldOrRelease(Provisioning.On, directory);
                return new CreatedDirectory(directory, token);
            }
            catch (Exception exception) when (database.IsUniqueViolation(exception))
            {
                if (draft.Slug is { } slug)
                {
                    return DirectoryError.SlugTaken(slug);
                }

                if (draft.Declared)
                {
                    return DirectoryError.Busy; // Another process has just declared it.
                }

                if (tried == Tries)
                {
                    throw;
                }
            }
        }
    }

    public Task<Directory?> FindAsync(DirectoryId id, CancellationToken cancellationToken) => store.FindAsync(id, cancellationToken);

    /// <summary>The one that the configuration declares.</summary>
    public Task<Directory?> FindDeclaredAsync(CancellationToken cancellationToken) => store.FindDeclaredAsync(cancellationToken);

    /// <summary>Up to <paramref name="limit"/> directories that were created after one, in the order of creation.</summary>
    public Task<IReadOnlyList<Directory>> ListAsync(DirectoryId? after, int limit, CancellationToken cancellationToken) =>
        store.ListAsync(after, limit, cancellationToken);

    /// <param name="id">Which one.</param>
    /// <param name="change">The new state from the present one: name, organization, slug, settings. May be asked again when somebody else was faster.</param>
    /// <param name="cancellationToken">Ends the wait, not a commit under way.</param>
    public async Task<DirectoryResult<Directory>> ChangeAsync(DirectoryId id, Func<Directory, Directory> change, CancellationToken cancellationToken)
    {
        for (var tried = 0; tried < Tries; tried++)
        {
            if (await store.FindAsync(id, cancellationToken) is not { } before)
            {
                return DirectoryError.NotFound;
            }

            var wanted = change(before);
            if (wanted == before)
            {
                return before;
            }

            if (Refuse(wanted.Name, wanted.Organization, wanted.Slug) is { } refusal)
            {
                return refusal;
            }

            var after = wanted with { UpdatedAt = time.GetUtcNow(), Version = VersionId.New() };
            var batch = new WriteBatch();
            var updated = DirectoryStore.Update(batch, before, after);
            if (DirectoryStore.EventOf(before, after) is { } type)
            {
                store.Tell(batch, after.Origin(Sources.Operator, null), type, after.Version, after.UpdatedAt, ProvisioningChange(before, after));
            }

            try
            {
                await database.WriteAsync(batch, cancellationToken);
            }
            catch (Exception exception) when (database.IsUniqueViolation(exception))
            {
                return DirectoryError.SlugTaken(after.Slug);
            }

            if (updated.Affected == 1)
            {
                authentication.Forget();
                HoldOrRelease(before.Settings.Provisioning, after);
                changes.Ring();
                return after;
            }
        }

        return DirectoryError.Busy;
    }

    /// <summary>Refuses every request to it from now on, tells <c>directory.deleted</c>, and leaves its data to <see cref="DirectoryPurge"/>.</summary>
    /// <returns>The directory as it last was.</returns>
    public async Task<DirectoryResult<Directory>> DeleteAsync(DirectoryId id, CancellationToken cancellationToken)
    {
        for (var tried = 0; tried < Tries; tried++)
        {
            if (await store.FindAsync(id, cancellationToken) is not { } directory)
            {
                return DirectoryError.NotFound;
            }

            var now = time.GetUtcNow();
            var version = VersionId.New();
            var batch = new WriteBatch();
            var marked = DirectoryStore.MarkDeleted(batch, directory, version, now);
            store.Tell(batch, directory.Origin(Sources.Operator, null), EventTypes.DirectoryDeleted, version, now, "{}");
            await database.WriteAsync(batch, cancellationToken);
            if (marked.Affected == 1)
            {
                authentication.Forget();
                HoldOrRelease(directory.Settings.Provisioning, directory with { Settings = new DirectorySettings() }); // Nobody is left to resume it.
                changes.Ring();
                purge.Ring();
                return directory;
            }
        }

        return DirectoryError.Busy;
    }

    // Before the answer: from then on nothing of a paused directory is begun.
    private void HoldOrRelease(Provisioning before, Directory after)
    {
        if (before != after.Settings.Provisioning)
        {
            holds.Set(after.Id, after.Settings.Provisioning == Provisioning.Paused);
            operators.Ring();
        }
    }

    private static DirectoryError? Refuse(string name, string? organization, string? slug)
    {
        if (string.IsNullOrWhiteSpace(name) || name.Length > MaximumNameLength || name.Any(char.IsControl))
        {
            return DirectoryError.Invalid($"name has 1 to {MaximumNameLength} characters, not only spaces and no control characters.");
        }

        if (organization is not null && (string.IsNullOrWhiteSpace(organization) || organization.Length > MaximumNameLength || organization.Any(char.IsControl)))
        {
            return DirectoryError.Invalid($"organization has 1 to {MaximumNameLength} characters, not only spaces and no control characters; null says that there is none.");
        }

        return slug is not null && DirectorySlug.Refuse(slug) is { } reason ? DirectoryError.Invalid(reason) : null;
    }

    private static string ProvisioningChange(Directory before, Directory after) => JsonSerializer.Serialize(new
    {
        changes = new Dictionary<string, object>
        {
            ["settings.provisioning"] = new { from = before.Settings.Provisioning, to = after.Settings.Provisioning },
        },
    });
}
