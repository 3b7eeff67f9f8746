namespace Gateway.Simulator.Okta;

/// <summary>A group in Okta.</summary>
/// <param name="id">Okta's id, <c>00g…</c>; a group push never sends it.</param>
internal sealed class OktaGroup(string id, string name)
{
    public string Id { get; } = id;

    public string Name { get; set; } = name;

    public List<OktaUser> Members { get; } = [];

    public bool IsPushed { get; set; }

    /// <summary>Whom a push tells about: members that are assigned to the app.</summary>
    public IReadOnlyList<OktaUser> PushableMembers => [.. Members.Where(member => member.IsAssigned)];
}
