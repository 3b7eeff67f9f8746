using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>They get the app back, under the same id.</summary>
internal sealed class ReactivateUser : Scenario
{
    public override string Title => "Reactivate the person";

    public override Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var user = org.Users[0];
        user.IsAssigned = true;
        return okta.ReactivateAsync(user, cancellationToken);
    }
}
