namespace Gateway.Simulator.Okta;

/// <summary>A person in Okta.</summary>
/// <param name="id">Okta's id, <c>00u…</c>; SCIM knows it as <c>externalId</c>.</param>
internal sealed class OktaUser(string id, OktaProfile profile)
{
    public string Id { get; } = id;

    public OktaProfile Profile { get; set; } = profile;

    /// <summary>Whether the app is assigned, directly or through a group: on the wire both are the same.</summary>
    public bool IsAssigned { get; set; }
}
