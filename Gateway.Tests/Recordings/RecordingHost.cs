namespace Gateway.Tests.Recordings;

/// <summary>The gateway that the recordings of one database share; each has a directory of its own in it.</summary>
public abstract class RecordingHost(Database database) : IAsyncLifetime
{
    private TestGateway? gateway;

    public async Task InitializeAsync() => gateway = await TestGateway.StartAsync(database);

    public async Task DisposeAsync()
    {
        if (gateway is not null)
        {
            await gateway.DisposeAsync();
        }
    }

    /// <summary>Replays in a new directory; where the recording has settings, in a gateway of its own.</summary>
    public async Task ReplayAsync(string name)
    {
        var recording = Recording.Read(name);
        if (recording.Settings is { } settings)
        {
            await using var own = await TestGateway.StartAsync(database, [.. settings.Select(setting => (setting.Key, setting.Value))]);
            await new Replay(recording, own, await own.HasDirectoryAsync(recording.Vector)).RunAsync();
        }
        else
        {
            await new Replay(recording, gateway!, await gateway!.HasDirectoryAsync(recording.Vector)).RunAsync();
        }
    }
}
