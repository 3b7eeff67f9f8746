using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>A group is unlinked and deleted in the app. Its people stay.</summary>
internal sealed class DeletePushedGroup : Scenario
{
    public override string Title => "Unlink a group, and delete it in the app";

    public override bool IsPossible(OktaOrg org) => org.Groups.Count > 0;

    public override Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        org.Groups[0].IsPushed = false;
        return okta.DeleteGroupAsync(org.Groups[0], cancellationToken);
    }
}
