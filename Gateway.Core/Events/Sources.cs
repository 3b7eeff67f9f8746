namespace Gateway.Core.Events;

/// <summary>Who stated a fact.</summary>
public static class Sources
{
    public const string Scim = "scim";
    public const string Reconciliation = "reconciliation";
    public const string SignIn = "sign_in";
    public const string Operator = "operator";

    /// <summary>The gateway itself, about its own doing.</summary>
    public const string Gateway = "gateway";
}
