using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Everybody is assigned to the app.</summary>
internal sealed class AssignUsers : Scenario
{
    public override string Title => "Assign the people";

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        foreach (var user in org.Users)
        {
            user.IsAssigned = true;
            await okta.AssignAsync(user, cancellationToken);
        }
    }
}
