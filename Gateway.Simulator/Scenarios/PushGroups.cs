using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Every group is pushed with its members.</summary>
internal sealed class PushGroups : Scenario
{
    public override string Title => "Push the groups";

    public override bool IsPossible(OktaOrg org) => org.Groups.Count > 0;

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        foreach (var group in org.Groups)
        {
            group.IsPushed = true;
            await okta.PushGroupAsync(group, cancellationToken);
        }
    }
}
