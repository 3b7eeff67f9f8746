using Gateway.Core.Events;
using Gateway.Core.Ids;
using Gateway.Core.Scim;
using Gateway.Core.Scim.Errors;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Scim.Resources;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>The only writer of groups and memberships. Cost follows the change: adding one member to a group of 100,000 is one round trip
/// that touches a handful of rows.</summary>
public sealed class Groups
{
    private const int StaleRetries = 3;
    private readonly Database database;
    private readonly GroupStore store;
    private readonly MembershipSql sql;
    private readonly MemberResolution resolution;
    private readonly ChangeSignal signal;
    private readonly TimeProvider time;

    public Groups(Database database, EventLog events, Memberships memberships, ChangeSignal signal, TimeProvider time)
    {
        this.database = database;
        store = new GroupStore(database, events);
        sql = new MembershipSql(database, events);
        resolution = new MemberResolution(database, memberships);
        this.signal = signal;
        this.time = time;
    }

    public Task<StoredGroup?> FindAsync(DirectoryId directory, GroupId id, CancellationToken cancellationToken) => store.FindAsync(directory, id, cancellationToken);

    /// <summary>The group whose name this is, in any case.</summary>
    public Task<StoredGroup?> FindByDisplayNameAsync(DirectoryId directory, string displayNameKey, CancellationToken cancellationToken) =>
        store.FindByDisplayNameAsync(directory, displayNameKey, cancellationToken);

    /// <summary>Creates a group with its members: one round trip. RFC 7644 §3.3; OV-49, OV-50, OV-67.</summary>
    public async Task<ScimResult<GroupWritten>> CreateAsync(ChangeOrigin origin, GroupBody body, GroupRules rules, CancellationToken cancellationToken)
    {
        var now = time.GetMoment();
        var row = GroupRow.Of(TypedId.New<GroupId>(), body.Group, now, now, VersionId.New());
        var members = await resolution.ResolveAsync(origin.Directory, body.Members ?? [], cancellationToken);
        var change = new MembershipChange(origin, row.Stored.Id, row.Stored.Version, now, Guarded: true);
        var batch = new WriteBatch();
        var held = members.Ids.Count > 0 ? sql.LockUsers(batch, origin.Directory, members.Ids) : null;
        var inserted = store.Insert(batch, origin, row);
        if (members.Ids.Count > 0)
        {
            sql.Add(batch, change, members.Ids);
        }

        if (members.Others.Count > 0)
        {
            sql.Park(batch, change, members.Others);
        }

        await database.WriteAsync(batch, cancellationToken);
        if (inserted.Affected == 0)
        {
            return await MeetNamesakeAsync(origin, row, body, rules, cancellationToken);
        }

        var joined = held is null ? 0 : (int)held.Rows[0];
        if (joined < members.Ids.Count)
        {
            await ParkUnknownAsync(origin, row.Stored.Id, members.Ids, cancellationToken);
        }

        signal.Ring();
        return new GroupWritten(row.Stored with { MemberCount = joined }, Created: true);
    }

    /// <summary>PUT: the group becomes what was sent; without <c>members</c> its members stay (OV-62). RFC 7644 §3.5.1; OV-59 … OV-62.</summary>
    public Task<ScimResult<GroupWritten>> ReplaceAsync(
        ChangeOrigin origin, GroupId id, GroupBody body, GroupRules rules, Precondition ifMatch, CancellationToken cancellationToken) =>
        ChangeAsync(
            origin, id, _ => body.Group, body.Members is { } members ? [new MembershipStep.ReplaceAll(members)] : [], rules, ifMatch, cancellationToken);

    /// <summary>PATCH: every operation or none. Null instead of the group where it was not read. RFC 7644 §3.5.2; OV-51 … OV-58.</summary>
    public async Task<(GroupWritten? Written, ScimError? Error)> PatchAsync(
        ChangeOrigin origin, GroupId id, IReadOnlyList<PatchOperation> operations, GroupRules rules, Precondition ifMatch, CancellationToken cancellationToken)
    {
        var compiled = GroupPatch.Compile(operations);
        if (!compiled.Succeeded)
        {
            return (null, compiled.Error);
        }

        var change = compiled.Value;
        if (change.Attributes.Count == 0 && change.Members.Count > 0 && ifMatch.IsNone && change.Members.All(step => step is MembershipStep.Add or MembershipStep.Remove))
        {
            return (null, await ChangeMembersAsync(origin, id, change.Net(), cancellationToken));
        }

        var written = await ChangeAsync(origin, id, before => GroupPatch.Apply(before, change.Attributes), change.Members, rules, ifMatch, cancellationToken);
        return (written.Value, written.Error);
    }

    /// <summary>Removes the group for good; its members stay users. RFC 7644 §3.6; OV-71.</summary>
    public async Task<ScimError?> DeleteAsync(ChangeOrigin origin, GroupId id, Precondition ifMatch, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt <= StaleRetries; attempt++)
        {
            if (await store.FindAsync(origin.Directory, id, cancellationToken) is not { } before)
            {
                return ScimError.NotFound("Group", id.ToString());
            }

            if (!ifMatch.Allows(before.Version))
            {
                return ScimError.PreconditionFailed();
            }

            var batch = new WriteBatch();
            var locked = store.Delete(batch, origin, id, before.Version, time.GetMoment());
            await database.WriteAsync(batch, cancellationToken);
            if (locked.Rows.Count == 1 && locked.Rows[0] == before.Version)
            {
                signal.Ring();
                return null;
            }
        }

        return Contended();
    }

    /// <summary>The members of these groups, by id.</summary>
    public Task<ILookup<GroupId, UserId>> ReadMemberIdsAsync(DirectoryId directory, IReadOnlyList<GroupId> groups, CancellationToken cancellationToken) =>
        store.ReadMemberIdsAsync(directory, groups, cancellationToken);

    /// <summary>Adds and removes by set: one round trip, whatever the group holds.</summary>
    private async Task<ScimError?> ChangeMembersAsync(ChangeOrigin origin, GroupId id, MembershipNet net, CancellationToken cancellationToken)
    {
        var added = await resolution.ResolveAsync(origin.Directory, net.Added, cancellationToken);
        var removed = await resolution.ResolveAsync(origin.Directory, net.Removed, cancellationToken);
        var change = new MembershipChange(origin, id, VersionId.New(), time.GetMoment(), Guarded: false);
        var batch = new WriteBatch();
        var locked = sql.Lock(batch, origin.Directory, id);
        var named = removed.Ids.Count == 0 ? added.Ids : [.. removed.Ids, .. added.Ids];
        var held = named.Count > 0 ? sql.LockUsers(batch, origin.Directory, named) : null;
        if (removed.Ids.Count > 0)
        {
            sql.Remove(batch, change, removed.Ids);
        }

        if (net.Removed.Count > 0)
        {
            sql.Unpark(batch, change, net.Removed);
        }

        if (added.Ids.Count > 0)
        {
            sql.Add(batch, change, added.Ids);
        }

        if (added.Others.Count > 0)
        {
            sql.Park(batch, change, added.Others);
        }

        await database.WriteAsync(batch, cancellationToken);
        if (locked.Rows.Count == 0)
        {
            return ScimError.NotFound("Group", id.ToString());
        }

        if (added.Ids.Count > 0 && held!.Rows[0] < named.Count)
        {
            await ParkUnknownAsync(origin, id, added.Ids, cancellationToken);
        }

        signal.Ring();
        return null;
    }

    /// <summary>A change that must know what it meets: of attributes, of the whole list, or under If-Match.</summary>
    private async Task<ScimResult<GroupWritten>> ChangeAsync(
        ChangeOrigin origin, GroupId id, Func<ScimGroup, ScimResult<ScimGroup>> attributes, IReadOnlyList<MembershipStep> steps, GroupRules rules,
        Precondition ifMatch, CancellationToken cancellationToken)
    {
        for (var attempt = 0; attempt <= StaleRetries; attempt++)
        {
            if (await store.FindAsync(origin.Directory, id, cancellationToken) is not { } stored)
            {
                return ScimError.NotFound("Group", id.ToString());
            }

            if (!ifMatch.Allows(stored.Version))
            {
                return ScimError.PreconditionFailed();
            }

            var before = stored.ToScim();
            var changed = attributes(before);
            if (!changed.Succeeded)
            {
                return changed.Error;
            }

            var difference = await resolution.DifferenceAsync(origin.Directory, id, steps, rules.KeepMembers, cancellationToken);
            if (await WriteAsync(origin, stored, before, changed.Value, difference, cancellationToken) is { } written)
            {
                return written;
            }
        }

        return Contended();
    }

    /// <summary>Null when somebody else changed the group since it was read.</summary>
    private async Task<ScimResult<GroupWritten>?> WriteAsync(
        ChangeOrigin origin, StoredGroup stored, ScimGroup before, ScimGroup after, MemberDifference members, CancellationToken cancellationToken)
    {
        var changes = GroupEvents.Between(before, after);
        if (changes is null && members.IsEmpty)
        {
            return (ScimResult<GroupWritten>)new GroupWritten(stored, Created: false); // A repeat is answered, not announced.
        }

        var now = time.GetMoment();
        var stamp = VersionId.New();
        var row = GroupRow.Of(stored.Id, after, stored.CreatedAt, now, stamp);
        var change = new MembershipChange(origin, stored.Id, stamp, now, Guarded: true);
        var batch = new WriteBatch();
        sql.Lock(batch, origin.Directory, stored.Id);
        if (members.ChangesMembers)
        {
            sql.LockUsers(batch, origin.Directory, [.. members.Removed, .. members.Added]);
        }

        var raised = changes is not null ? store.Update(batch, origin, stored.Version, row, changes)
            : members.ChangesMembers ? store.Touch(batch, origin.Directory, stored.Id, stored.Version, stamp, now)
            : null;

        members.WriteTo(batch, sql, change with { Guarded = raised is not null });
        try
        {
            await database.WriteAsync(batch, cancellationToken);
        }
        catch (Exception exception) when (database.IsUniqueViolation(exception))
        {
            return (ScimResult<GroupWritten>)NameTaken();
        }

        if (raised is null)
        {
            return (ScimResult<GroupWritten>)new GroupWritten(stored, Created: false); // Only whom it waits for has changed.
        }

        if (raised.Affected == 0)
        {
            return null;
        }

        signal.Ring();
        return (ScimResult<GroupWritten>)new GroupWritten(row.Stored with { MemberCount = stored.MemberCount + members.Added.Count - members.Removed.Count }, Created: false);
    }

    /// <summary>The name of a new group is in use: refused, or that group is meant.</summary>
    private async Task<ScimResult<GroupWritten>> MeetNamesakeAsync(ChangeOrigin origin, GroupRow row, GroupBody body, GroupRules rules, CancellationToken cancellationToken)
    {
        if (!rules.AdoptByDisplayName || await store.FindByDisplayNameAsync(origin.Directory, row.DisplayNameKey, cancellationToken) is not { } existing)
        {
            return NameTaken();
        }

        return await ChangeAsync(
            origin, existing.Id, _ => body.Group, [new MembershipStep.Add(body.Members ?? [])], rules, Precondition.None, cancellationToken);
    }

    /// <summary>Parks those of the ids whom nobody has; somebody who appeared meanwhile is added instead.</summary>
    private async Task ParkUnknownAsync(ChangeOrigin origin, GroupId id, IReadOnlyList<UserId> named, CancellationToken cancellationToken)
    {
        var known = await resolution.FindKnownAsync(origin.Directory, named, cancellationToken);
        var unknown = named.Where(user => !known.Contains(user)).ToList();
        var change = new MembershipChange(origin, id, VersionId.New(), time.GetMoment(), Guarded: false);
        var batch = new WriteBatch();
        sql.Lock(batch, origin.Directory, id);
        sql.Park(batch, change, [.. unknown.Select(user => user.ToString())]);
        await database.WriteAsync(batch, cancellationToken);
    }

    /// <summary>Without the name: a refusal also stands in the journal, which names nobody; Okta shows which group it pushed.</summary>
    private static ScimError NameTaken() => ScimError.Uniqueness(
        "A group of this name already exists in this directory: rename one of the two, or link the pushed group to the existing one.");

    private static ScimError Contended() =>
        ScimError.TryAgain(1, "The group is being changed by several requests at once: send this one again.");
}
