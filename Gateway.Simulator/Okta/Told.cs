using System.Collections.Immutable;

namespace Gateway.Simulator.Okta;

/// <summary>A user as Okta has told it to the gateway.</summary>
/// <param name="OktaId">SCIM's <c>externalId</c>, the events' <c>idp_id</c>.</param>
/// <param name="ScimId">The id that the gateway gave.</param>
internal sealed record ToldUser(string OktaId, string ScimId, OktaProfile Profile, bool Active);

/// <summary>A pushed group as Okta has told it to the gateway.</summary>
/// <param name="Members">Okta ids of the members told.</param>
internal sealed record ToldGroup(string OktaId, string ScimId, string Name, ImmutableSortedSet<string> Members);

/// <summary>
/// Everything that Okta has told the gateway so far: what Okta believes the gateway to hold, whatever Okta's own state may be by now.
/// The difference that a request makes to it is the whole of what a subscriber must hear about that request.
/// </summary>
internal sealed record Told(ImmutableSortedDictionary<string, ToldUser> Users, ImmutableSortedDictionary<string, ToldGroup> Groups)
{
    public static Told Nothing { get; } = new(
        ImmutableSortedDictionary.Create<string, ToldUser>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, ToldGroup>(StringComparer.Ordinal));

    public static ImmutableSortedSet<string> NoMembers { get; } = ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    public Told With(ToldUser user) => this with { Users = Users.SetItem(user.OktaId, user) };

    public Told With(ToldGroup group) => this with { Groups = Groups.SetItem(group.OktaId, group) };

    public Told WithoutGroup(string oktaId) => this with { Groups = Groups.Remove(oktaId) };
}
