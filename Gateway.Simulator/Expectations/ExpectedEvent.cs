using Gateway.Simulator.Okta;
using Gateway.Simulator.Scim;

namespace Gateway.Simulator.Expectations;

/// <summary>One webhook that must come: which, about whom, with which values, because of which request.</summary>
/// <param name="Cause">Okta's request that led to it.</param>
/// <param name="Type">One of <c>EventTypes</c>.</param>
/// <param name="User">The user as the event must show it, for user and membership events.</param>
/// <param name="Group">The group as the event must show it, for group and membership events.</param>
/// <param name="Changes">All that <c>changes</c> must hold.</param>
internal sealed record ExpectedEvent(ScimExchange Cause, string Type, ToldUser? User, ToldGroup? Group, IReadOnlyList<ExpectedChange> Changes)
{
    public string Subject => (User, Group) switch
    {
        ({ } user, { } group) => $"{user.Profile.UserName} in \"{group.Name}\"",
        ({ } user, null) => user.Profile.UserName,
        (null, { } group) => $"\"{group.Name}\"",
        _ => "nobody",
    };

    public override string ToString() => $"{Type} for {Subject}";
}
