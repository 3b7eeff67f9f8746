using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>"Test Connector Configuration", first with a slip of the hand.</summary>
internal sealed class TestConnection : Scenario
{
    public override string Title => "Test Connector Configuration";

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        await okta.TestConnectionWithWrongTokenAsync(cancellationToken);
        await okta.TestConnectionAsync(cancellationToken);
    }
}
