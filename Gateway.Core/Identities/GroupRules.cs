namespace Gateway.Core.Identities;

/// <summary>How a directory treats pushed groups. design.md §5.</summary>
/// <param name="AdoptByDisplayName">A pushed group whose name is taken becomes that group, instead of being refused.</param>
/// <param name="KeepMembers">A full list only adds; only an explicit removal removes.</param>
public sealed record GroupRules(bool AdoptByDisplayName, bool KeepMembers)
{
    public static readonly GroupRules Strict = new(AdoptByDisplayName: false, KeepMembers: false);
}
