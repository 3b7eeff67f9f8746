using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>A pushed group gets another name.</summary>
internal sealed class RenameGroup : Scenario
{
    public override string Title => "Rename a pushed group";

    public override bool IsPossible(OktaOrg org) => org.Groups.Count > 0;

    public override Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var group = org.Groups[0];
        group.Name = $"{group.Name} (EMEA)";
        return okta.RenameGroupAsync(group, cancellationToken);
    }
}
