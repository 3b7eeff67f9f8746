using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Somebody loses the app. Okta says so twice, and sends nothing about their groups.</summary>
internal sealed class DeactivateUser : Scenario
{
    public override string Title => "Deactivate a person";

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var user = org.Users[0];
        user.IsAssigned = false;
        await okta.DeactivateAsync(user, cancellationToken);
        await okta.DeactivateAsync(user, cancellationToken);
        await okta.FindUserAsync(user, user.Profile.UserName, hits: 1, cancellationToken);
    }
}
