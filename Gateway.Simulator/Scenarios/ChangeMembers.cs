using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>One person joins a pushed group, another leaves it.</summary>
internal sealed class ChangeMembers : Scenario
{
    public override string Title => "Add and remove members";

    public override bool IsPossible(OktaOrg org) => org.Groups.Count > 0 && org.Users.Count > 1;

    public override Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var group = org.Groups[0];
        group.Members.Remove(org.Users[0]);
        group.Members.Add(org.Users[^1]);
        return okta.UpdateMembersAsync(group, cancellationToken);
    }
}
