using Gateway.Core.Ids;

namespace Gateway.Core.Webhooks;

/// <summary>What an event is about, as locks: a user event takes its user, a group event its group, a membership event its user and a
/// share of its group; anything else takes nothing.</summary>
/// <param name="User">The user, taken alone.</param>
/// <param name="Group">The group: taken alone without <paramref name="User"/>, shared with it.</param>
public readonly record struct CausalKeys(UserId? User, GroupId? Group)
{
    /// <summary>Whether the group is only shared, so that different people's memberships of it go out side by side.</summary>
    public bool SharesGroup => User is not null && Group is not null;
}

/// <summary>Something that has a place in the order.</summary>
public abstract class CausalEntry
{
    /// <summary>The event's sequence.</summary>
    public required long Sequence { get; init; }

    public required CausalKeys Keys { get; init; }

    /// <summary>Whether <see cref="CausalOrder{T}"/> has handed it out.</summary>
    internal bool Taken { get; set; }
}
