using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>An Okta account is deactivated and comes back with another name: Okta creates again, and the gateway must know the person.</summary>
internal sealed class ReturnAfterDeactivation : Scenario
{
    public override string Title => "Deactivate an Okta account, and create it again under the same Okta id";

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var user = org.Users[^1];
        user.IsAssigned = false;
        await okta.DeactivateAsync(user, cancellationToken);

        user.IsAssigned = true;
        user.Profile = user.Profile with { GivenName = $"{user.Profile.GivenName} B.", DisplayName = $"{user.Profile.GivenName} B. {user.Profile.FamilyName}" };
        await okta.AssignAgainAsync(user, cancellationToken);
    }
}
