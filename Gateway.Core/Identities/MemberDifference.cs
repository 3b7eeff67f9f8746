using Gateway.Core.Ids;
using Gateway.Core.Storage;

namespace Gateway.Core.Identities;

/// <summary>What really differs between the members a group has and those it should have.</summary>
internal sealed record MemberDifference(
    IReadOnlyList<UserId> Added, IReadOnlyList<UserId> Removed, IReadOnlyList<string> Parked, IReadOnlyList<string> Unparked)
{
    public static readonly MemberDifference None = new([], [], [], []);

    public bool ChangesMembers => Added.Count + Removed.Count > 0;

    public bool IsEmpty => !ChangesMembers && Parked.Count + Unparked.Count == 0;

    /// <summary>Removals are told before additions.</summary>
    public void WriteTo(WriteBatch batch, MembershipSql sql, MembershipChange change)
    {
        if (Removed.Count > 0)
        {
            sql.Remove(batch, change, Removed);
        }

        if (Added.Count > 0)
        {
            sql.Add(batch, change, Added);
        }

        if (Unparked.Count > 0)
        {
            sql.Unpark(batch, change, Unparked);
        }

        if (Parked.Count > 0)
        {
            sql.Park(batch, change, Parked);
        }
    }
}
