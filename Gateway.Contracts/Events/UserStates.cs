namespace Gateway.Contracts.Events;

/// <summary>The values of <see cref="UserPayload.State"/>.</summary>
public static class UserStates
{
    /// <summary>May sign in.</summary>
    public const string Active = "active";

    /// <summary>May not sign in; kept, and may come back under the same id.</summary>
    public const string Inactive = "inactive";
}
