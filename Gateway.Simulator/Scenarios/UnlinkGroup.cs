using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>A group is unlinked and left in the app, and its name changes afterwards: Okta says nothing of either.</summary>
internal sealed class UnlinkGroup : Scenario
{
    public override string Title => "Unlink a group, and leave it in the app";

    public override bool IsPossible(OktaOrg org) => org.Groups.Count > 1;

    public override Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        org.Groups[^1].IsPushed = false;
        return Task.CompletedTask;
    }
}
