namespace Gateway.Core.Webhooks;

/// <summary>Whether a subscriber is sent to. In the two other states its deliveries wait; none is dropped.</summary>
public enum SubscriberState
{
    /// <summary>Deliveries go out. On the wire and in the database <c>active</c>.</summary>
    Active,

    /// <summary>An operator holds its deliveries: <c>paused</c>.</summary>
    Paused,

    /// <summary>The gateway holds its deliveries, because it answered 410 or accepted nothing for days: <c>disabled</c>.
    /// An operator makes it active again.</summary>
    Disabled,
}

/// <summary>The spelling of <see cref="SubscriberState"/>.</summary>
public static class SubscriberStates
{
    public static string ToText(this SubscriberState state) => state switch
    {
        SubscriberState.Active => "active",
        SubscriberState.Paused => "paused",
        _ => "disabled",
    };

    /// <summary>Reads what <see cref="ToText"/> writes; null for anything else.</summary>
    public static SubscriberState? Find(string? text) => text switch
    {
        "active" => SubscriberState.Active,
        "paused" => SubscriberState.Paused,
        "disabled" => SubscriberState.Disabled,
        _ => null,
    };
}
