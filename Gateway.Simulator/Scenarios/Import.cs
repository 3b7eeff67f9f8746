using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Okta imports: the gateway must hold exactly what it was told.</summary>
internal sealed class Import : Scenario
{
    public override string Title => "Import everything and compare";

    public override Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken) => okta.ImportAsync(cancellationToken);
}
