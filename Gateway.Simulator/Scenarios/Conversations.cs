namespace Gateway.Simulator.Scenarios;

/// <summary>Which actions are played, in which order.</summary>
internal static class Conversations
{
    /// <summary>An app integration's life, from the first connection to the last group.</summary>
    public static IReadOnlyList<Scenario> Whole =>
    [
        new TestConnection(),
        new AssignUsers(),
        new UpdateProfile(),
        new ChangeUserName(),
        new SyncUnchangedProfile(),
        new PushGroups(),
        new RenameGroup(),
        new ChangeMembers(),
        new PausePushThenPushNow(),
        new EmptyGroup(),
        new DeactivateUser(),
        new ReactivateUser(),
        new ReturnAfterDeactivation(),
        new UnlinkGroup(),
        new DeletePushedGroup(),
        new Import(),
    ];
}
