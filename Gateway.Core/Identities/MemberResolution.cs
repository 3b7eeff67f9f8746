using Gateway.Core.Ids;
using Gateway.Core.Scim.Patch;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>Finds out who is meant by the members of a request, and what that changes.</summary>
internal sealed class MemberResolution(Database database, Memberships memberships)
{
    /// <summary>Values that are somebody's externalId become that user's id; the rest stays for parking.</summary>
    public async Task<MemberValues> ResolveAsync(DirectoryId directory, IReadOnlyList<string> values, CancellationToken cancellationToken)
    {
        var named = MemberValues.Of(values);
        if (named.Others.Count == 0)
        {
            return named;
        }

        var found = await memberships.FindByExternalIdsAsync(directory, named.Others, cancellationToken);
        return found.Count == 0
            ? named
            : new MemberValues(
                [.. named.Ids.Concat(found.Values).Distinct()],
                [.. named.Others.Where(value => !found.ContainsKey(value))]);
    }

    /// <summary>Which of these users exist.</summary>
    public async Task<IReadOnlySet<UserId>> FindKnownAsync(DirectoryId directory, IReadOnlyList<UserId> ids, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var known = await connection.QueryAsync(
            $"SELECT id FROM users WHERE directory_id = @directory AND {database.Dialect.AnyOf("id", "@ids")}",
            reader => reader.GetId<UserId>(0),
            [("directory", directory), ("ids", ids)],
            cancellationToken);
        return known.ToHashSet();
    }

    /// <summary>What the steps change, in order, against the members that the group has now. Reads the whole list only for steps that name it.</summary>
    public async Task<MemberDifference> DifferenceAsync(
        DirectoryId directory, GroupId group, IReadOnlyList<MembershipStep> steps, bool keepMembers, CancellationToken cancellationToken)
    {
        if (steps.Count == 0)
        {
            return MemberDifference.None;
        }

        if (steps.Any(step => step is MembershipStep.RemoveWhere))
        {
            steps = await WithoutConditionsAsync(directory, group, steps, cancellationToken);
        }

        var net = new GroupChange([], steps).Net();
        var added = await ResolveAsync(directory, net.Added, cancellationToken);
        var removed = await ResolveAsync(directory, net.Removed, cancellationToken);
        var current = net.ReplacesAll
            ? await FindMembersAsync(directory, group, null, cancellationToken)
            : await FindMembersAsync(directory, group, [.. added.Ids, .. removed.Ids], cancellationToken);
        var parked = await FindParkedAsync(directory, group, cancellationToken);

        var wanted = added.Ids.ToHashSet();
        var joining = added.Ids.Where(id => !current.Contains(id)).ToList();
        var known = joining.Count == 0 ? (IReadOnlySet<UserId>)new HashSet<UserId>() : await FindKnownAsync(directory, joining, cancellationToken);
        var unknown = added.Others.Concat(joining.Where(id => !known.Contains(id)).Select(id => id.ToString())).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<UserId> leaving = net.ReplacesAll
            ? keepMembers ? [] : [.. current.Where(id => !wanted.Contains(id))]
            : [.. removed.Ids.Where(current.Contains)];
        return new MemberDifference(
            [.. joining.Where(known.Contains)],
            leaving,
            [.. unknown.Where(value => !parked.Contains(value))],
            [.. net.ReplacesAll && !keepMembers ? parked.Where(value => !unknown.Contains(value)) : net.Removed.Where(parked.Contains)]);
    }

    /// <summary>A removal by condition becomes a removal of those whom it meets.</summary>
    private async Task<IReadOnlyList<MembershipStep>> WithoutConditionsAsync(
        DirectoryId directory, GroupId group, IReadOnlyList<MembershipStep> steps, CancellationToken cancellationToken)
    {
        var members = (await FindMembersAsync(directory, group, null, cancellationToken)).Select(id => id.ToString()).ToList();
        var plain = new List<MembershipStep>(steps.Count);
        foreach (var step in steps)
        {
            plain.Add(step is MembershipStep.RemoveWhere condition
                ? new MembershipStep.Remove([.. members.Where(value => condition.Selects(value))])
                : step);
        }

        return plain;
    }

    /// <param name="among">Null: all of them.</param>
    private async Task<IReadOnlySet<UserId>> FindMembersAsync(
        DirectoryId directory, GroupId group, IReadOnlyList<UserId>? among, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var members = await connection.QueryAsync(
            $"SELECT user_id FROM members WHERE directory_id = @directory AND group_id = @group{(among is null ? "" : " AND " + database.Dialect.AnyOf("user_id", "@among"))} ORDER BY user_id",
            reader => reader.GetId<UserId>(0),
            among is null ? [("directory", directory), ("group", group)] : [("directory", directory), ("group", group), ("among", among)],
            cancellationToken);
        return new HashSet<UserId>(members);
    }

    private async Task<IReadOnlySet<string>> FindParkedAsync(DirectoryId directory, GroupId group, CancellationToken cancellationToken)
    {
        await using var connection = await database.OpenHotAsync(cancellationToken);
        var values = await connection.QueryAsync(
            "SELECT value FROM parked_members WHERE directory_id = @directory AND group_id = @group",
            reader => reader.GetString(0),
            [("directory", directory), ("group", group)],
            cancellationToken);
        return values.ToHashSet(StringComparer.Ordinal);
    }
}
