using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>The only writer of users. Whoever changes one (SCIM, an operator, a reconciliation) comes through here, and every real change
/// is stored together with its event and the deliveries that it owes.</summary>
public sealed class Users
{
    private const int StaleRetries = 3;
    private readonly Database database;
    private readonly UserStore store;
    private readonly Memberships memberships;
    private readonly UserTurns turns = new();
    private readonly RecentUsers recent;
    private readonly RecentCreates recentCreates;
    private readonly ChangeSignal signal;
    private readonly TimeProvider time;

    public Users(Database database, EventLog events, Memberships memberships, RecentUsers recent, RecentCreates recentCreates, ChangeSignal signal, TimeProvider time)
    {
        this.database = database;
        store = new UserStore(database, events);
        this.memberships = memberships;
        this.recent = recent;
        this.recentCreates = recentCreates;
        this.signal = signal;
        this.time = time;
    }

    public async Task<StoredUser?> FindAsync(DirectoryId directory, UserId id, CancellationToken cancellationToken)
    {
        var user = await store.FindAsync(directory, id, cancellationToken);
        if (user is null)
        {
            recent.Forget(directory, id);
        }
        else
        {
            recent.Keep(directory, user);
        }

        return user;
    }

    /// <summary>The user whose userName this is, in any case. RFC 7643 §4.1.1.</summary>
    public Task<StoredUser?> FindByUserNameAsync(DirectoryId directory, string userNameKey, CancellationToken cancellationToken) =>
        store.FindByUserNameAsync(directory, userNameKey, cancellationToken);

    /// <summary>The one user whose primary e-mail this is; null where it is nobody's, or not one person's only (OV-44).</summary>
    public async Task<StoredUser?> FindByPrimaryEmailAsync(DirectoryId directory, string emailKey, CancellationToken cancellationToken) =>
        await store.FindByPrimaryEmailAsync(directory, emailKey, cancellationToken) is [var only] ? only : null;

    /// <summary>Creates a user: one round trip. A taken userName or externalId is a 409, but an inactive user with the same externalId is the
    /// same person returning and is restored under the same id (OV-18 … OV-21). RFC 7644 §3.3.</summary>
    public async Task<ScimResult<UserWritten>> CreateAsync(ChangeOrigin origin, ScimUser user, CancellationToken cancellationToken)
    {
        var now = time.GetMoment();
        var row = UserRow.Of(recentCreates.IdFor(origin.Directory, user) ?? UserId.New(), user, now, now);
        var batch = new WriteBatch();
        var inserted = store.Insert(batch, origin, row);
        if (row.FurtherEmailKeys.Count > 0)
        {
            store.ReplaceEmails(batch, origin, row, existed: false);
        }

        var awaited = row.ExternalId is { } externalId ? store.AskParked(batch, origin, externalId) : null;
        if (!await CommitAsync(origin, row, user, batch, cancellationToken))
        {
            return new UserWritten(row.Stored, Created: true);
        }

        if (inserted.Affected == 0)
        {
            return await MeetTwinAsync(origin, row, user, cancellationToken);
        }

        signal.Ring();
        if (awaited?.Rows.Count > 0)
        {
            await memberships.JoinParkedAsync(origin, row.Stored.Id, row.ExternalId!, cancellationToken);
        }

        return new UserWritten(row.Stored, Created: true);
    }

    /// <summary>PUT, PATCH, or any other change: the user becomes what <paramref name="change"/> makes of it, all or nothing. It may be asked
    /// again when somebody else was faster. An <paramref name="ifMatch"/> that is not the user's version is a 412. RFC 7644 §3.5.</summary>
    public async Task<ScimResult<UserWritten>> ChangeAsync(
        ChangeOrigin origin, UserId id, Precondition ifMatch, Func<ScimUser, ScimResult<ScimUser>> change, CancellationToken cancellationToken)
    {
        using var turn = await turns.TakeAsync(id, cancellationToken);
        for (var attempt = 0; attempt <= StaleRetries; attempt++)
        {
            var guess = attempt == 0 ? recent.Find(origin.Directory, id) : null;
            if ((guess ?? await store.FindAsync(origin.Directory, id, cancellationToken)) is not { } stored)
            {
                return ScimError.NotFound("User", id.ToString());
            }

            var outcome = await TryChangeAsync(origin, stored, ifMatch, change, cancellationToken);
            if (outcome is { } settled && (guess is null || (settled.Succeeded && settled.Value.User.Version != guess.Version)))
            {
                return settled;
            }
        }

        return Contended();
    }

    /// <summary>Removes the user for good, out of every group first. RFC 7644 §3.6.</summary>
    public async Task<ScimError?> DeleteAsync(ChangeOrigin origin, UserId id, Precondition ifMatch, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt <= StaleRetries; attempt++)
        {
            if (await store.FindAsync(origin.Directory, id, cancellationToken) is not { } before)
            {
                return ScimError.NotFound("User", id.ToString());
            }

            if (!ifMatch.Allows(before.Version))
            {
                return ScimError.PreconditionFailed();
            }

            var now = time.GetMoment();
            if (await database.TransactAsync(
                (connection, transaction) => store.DeleteAsync(connection, transaction, origin, id, before.Version, now, cancellationToken), cancellationToken))
            {
                recent.Forget(origin.Directory, id);
                signal.Ring();
                return null;
            }
        }

        return Contended();
    }

    /// <summary>Null when somebody else changed the user since it was read.</summary>
    private async Task<ScimResult<UserWritten>?> TryChangeAsync(
        ChangeOrigin origin, StoredUser stored, Precondition ifMatch, Func<ScimUser, ScimResult<ScimUser>> change, CancellationToken cancellationToken)
    {
        if (!ifMatch.Allows(stored.Version))
        {
            return (ScimResult<UserWritten>)ScimError.PreconditionFailed();
        }

        var before = stored.ToScim();
        var changed = change(before);
        return changed.Succeeded
            ? await WriteAsync(origin, stored, before, changed.Value, cancellationToken)
            : (ScimResult<UserWritten>)changed.Error;
    }

    private async Task<ScimResult<UserWritten>?> WriteAsync(
        ChangeOrigin origin, StoredUser stored, ScimUser before, ScimUser after, CancellationToken cancellationToken)
    {
        if (UserEvents.Between(before, after) is not { } change)
        {
            return (ScimResult<UserWritten>)new UserWritten(stored, Created: false); // A repeat is answered, not announced.
        }

        var row = UserRow.Of(stored.Id, after, stored.CreatedAt, time.GetMoment());
        var batch = new WriteBatch();
        var updated = store.Update(batch, origin, stored.Version, row, change);
        var hadFurtherEmails = before.Emails.Count > 1;
        if (hadFurtherEmails || row.FurtherEmailKeys.Count > 0)
        {
            store.ReplaceEmails(batch, origin, row, hadFurtherEmails);
        }

        var awaited = row.ExternalId is { } externalId && externalId != before.ExternalId ? store.AskParked(batch, origin, externalId) : null;
        try
        {
            await database.WriteAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (database.UniqueViolationOf(exception) is { } index)
        {
            return (ScimResult<UserWritten>)(index.Contains("external_id", StringComparison.Ordinal) ? ExternalIdTaken(after) : UserNameTaken(after));
        }

        if (updated.Affected == 0)
        {
            return null;
        }

        recent.Renew(origin.Directory, row.Stored);
        signal.Ring();
        if (awaited?.Rows.Count > 0)
        {
            await memberships.JoinParkedAsync(origin, row.Stored.Id, row.ExternalId!, cancellationToken);
        }

        return (ScimResult<UserWritten>)new UserWritten(row.Stored, Created: false);
    }

    /// <summary>The name or the externalId of a new user is in use.</summary>
    private async Task<ScimResult<UserWritten>> MeetTwinAsync(ChangeOrigin origin, UserRow row, ScimUser user, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt <= StaleRetries; attempt++)
        {
            var twins = await store.FindTwinsAsync(origin.Directory, row.UserNameKey, row.ExternalId, cancellationToken);
            if (twins.FirstOrDefault(twin => twin.Id == row.Stored.Id) is { } itself)
            {
                return new UserWritten(itself, Created: true); // The repeat of a create whose answer was lost.
            }

            var sameExternalId = twins.Where(twin => row.ExternalId is not null && twin.ToScim().ExternalId == row.ExternalId).ToList();
            if (sameExternalId.Find(twin => !twin.ToScim().Active) is not { } returning)
            {
                return sameExternalId.Count > 0 ? ExternalIdTaken(user) : UserNameTaken(user);
            }

            if (await WriteAsync(origin, returning, returning.ToScim(), user, cancellationToken) is { } written)
            {
                return written;
            }
        }

        return Contended();
    }

    /// <summary>Sends the batch of a create. False if its answer was lost, but the user is there.</summary>
    private async Task<bool> CommitAsync(ChangeOrigin origin, UserRow row, ScimUser user, WriteBatch batch, CancellationToken cancellationToken)
    {
        try
        {
            await database.WriteAsync(batch, cancellationToken);
            return true;
        }
        catch (Exception exception) when (database.IsUnavailable(exception))
        {
            recentCreates.Remember(origin.Directory, user, row.Stored.Id);
            if (await store.FindAsync(origin.Directory, row.Stored.Id, cancellationToken) is null)
            {
                throw;
            }

            signal.Ring();
            return false;
        }
    }

    private static ScimError UserNameTaken(ScimUser user) =>
        ScimError.Uniqueness($"userName {ScimError.Shown(user.UserName)} is already in use by another user of this directory.");

    private static ScimError ExternalIdTaken(ScimUser user) => ScimError.Uniqueness(
        $"externalId {ScimError.Shown(user.ExternalId ?? "")} is already in use by another user of this directory: update that user instead.");

    private static ScimError Contended() =>
        ScimError.TryAgain(1, "The user is being changed by several requests at once: send this one again.");
}
