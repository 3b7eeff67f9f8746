using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Somebody marries and moves to another department.</summary>
internal sealed class UpdateProfile : Scenario
{
    public override string Title => "Change a person's name and department";

    public override Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var user = org.Users[0];
        var family = $"{user.Profile.FamilyName}-Ørsted";
        user.Profile = user.Profile with { FamilyName = family, DisplayName = $"{user.Profile.GivenName} {family}", Department = "Research" };
        return okta.UpdateProfileAsync(user, cancellationToken);
    }
}
