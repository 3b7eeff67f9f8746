namespace Gateway.Contracts.Events;

/// <summary>Every value that <c>type</c> can have in a webhook or in the event feed. The list grows; ignore what you do not know.</summary>
public static class EventTypes
{
    /// <summary>A user appeared. <c>data</c>: <c>user</c>.</summary>
    public const string UserCreated = "user_created";

    /// <summary>A user's attributes changed. <c>data</c>: <c>user</c>, <c>changes</c>.</summary>
    public const string UserUpdated = "user_updated";

    /// <summary>A user may no longer sign in. <c>data</c>: <c>user</c>, <c>changes</c>.</summary>
    public const string UserDeactivated = "user_deactivated";

    /// <summary>A user may sign in again. <c>data</c>: <c>user</c>, <c>changes</c>.</summary>
    public const string UserReactivated = "user_reactivated";

    /// <summary>A user is gone. <c>data</c>: <c>user</c>, as it last was.</summary>
    public const string UserDeleted = "user_deleted";

    /// <summary>A group appeared. <c>data</c>: <c>group</c>.</summary>
    public const string GroupCreated = "group_created";

    /// <summary>A group's own attributes changed. <c>data</c>: <c>group</c>, <c>changes</c>.</summary>
    public const string GroupUpdated = "group_updated";

    /// <summary>A group is gone. <c>data</c>: <c>group</c>, as it last was.</summary>
    public const string GroupDeleted = "group_deleted";

    /// <summary>A user joined a group. <c>data</c>: <c>user</c>, <c>group</c>.</summary>
    public const string GroupUserAdded = "group.user_added";

    /// <summary>A user left a group. <c>data</c>: <c>user</c>, <c>group</c>.</summary>
    public const string GroupUserRemoved = "group.user_removed";

    /// <summary>A directory was connected or resumed.</summary>
    public const string DirectoryActivated = "directory.activated";

    /// <summary>A directory's deliveries are held by an operator.</summary>
    public const string DirectoryPaused = "directory.paused";

    /// <summary>A directory and all that it held are gone.</summary>
    public const string DirectoryDeleted = "directory.deleted";

    /// <summary>A SCIM token of a directory ends soon.</summary>
    public const string DirectoryTokenExpiring = "directory.token_expiring";

    /// <summary>A reconciliation ended.</summary>
    public const string ReconciliationCompleted = "reconciliation.completed";

    /// <summary>A reconciliation waits for a person's approval.</summary>
    public const string ReconciliationHeld = "reconciliation.held";

    /// <summary>A subscriber has not accepted a delivery for a while and will be disabled if that goes on.</summary>
    public const string SubscriberFailing = "subscriber.failing";

    /// <summary>A subscriber was disabled; its deliveries are held.</summary>
    public const string SubscriberDisabled = "subscriber.disabled";

    /// <summary>An operator asked for a test delivery.</summary>
    public const string WebhookTest = "webhook.test";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        UserCreated, UserUpdated, UserDeactivated, UserReactivated, UserDeleted,
        GroupCreated, GroupUpdated, GroupDeleted, GroupUserAdded, GroupUserRemoved,
        DirectoryActivated, DirectoryPaused, DirectoryDeleted, DirectoryTokenExpiring,
        ReconciliationCompleted, ReconciliationHeld, SubscriberFailing, SubscriberDisabled, WebhookTest,
    ];
}
