using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Everybody leaves a pushed group, and comes back.</summary>
internal sealed class EmptyGroup : Scenario
{
    public override string Title => "Empty a pushed group and fill it again";

    public override bool IsPossible(OktaOrg org) => org.Groups.Count > 0;

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var group = org.Groups[^1];
        var members = group.Members.ToList();
        group.Members.Clear();
        await okta.PushNowAsync(group, cancellationToken);

        group.Members.AddRange(members);
        await okta.UpdateMembersAsync(group, cancellationToken);
    }
}
