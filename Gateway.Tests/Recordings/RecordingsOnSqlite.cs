namespace Gateway.Tests.Recordings;

/// <summary>Every vector OV-1 … OV-78 of okta.md §5.1–5.3 on SQLite.</summary>
public sealed class RecordingsOnSqlite(RecordingsOnSqlite.Host host) : IClassFixture<RecordingsOnSqlite.Host>
{
    [Theory, ClassData(typeof(RecordingNames))]
    public Task Okta_is_answered_and_subscribers_are_told_as_recorded(string recording) => host.ReplayAsync(recording);

    public sealed class Host() : RecordingHost(Database.Sqlite);
}
