using Gateway.Simulator.Dialects;
using Gateway.Simulator.Okta;

namespace Gateway.Simulator.Scenarios;

/// <summary>Somebody gets another address, by which Okta then looks them up; the old one finds nobody.</summary>
internal sealed class ChangeUserName : Scenario
{
    public override string Title => "Change a person's userName and e-mail";

    public override async Task PlayAsync(OktaOrg org, Dialect okta, CancellationToken cancellationToken)
    {
        var user = org.Users[^1];
        var before = user.Profile.UserName;
        var after = $"new.{before}";
        user.Profile = user.Profile with { UserName = after, Email = after };
        await okta.UpdateUserNameAsync(user, cancellationToken);
        await okta.FindUserAsync(user, before, hits: 0, cancellationToken);
        await okta.FindUserAsync(user, after.ToUpperInvariant(), hits: 1, cancellationToken);
    }
}
