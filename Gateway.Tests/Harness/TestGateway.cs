using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using Gateway.Web;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Gateway.Tests.Harness;

/// <summary>The real gateway in this process: its own composition, a real Kestrel on a loopback port, a real database, the worker inside.
/// It may send webhooks to loopback, and its SCIM rate limit is off, unless the settings say otherwise.</summary>
public sealed class TestGateway : IAsyncDisposable
{
    public const string ApiKey = "test-api-key-0123456789abcdef0123456789abcdef";

    private readonly bool ownsStorage;
    private readonly IReadOnlyDictionary<string, string> settings;
    private readonly HttpClient http;
    private WebApplication? application;

    private TestGateway(TestStorage storage, bool ownsStorage, IReadOnlyDictionary<string, string> settings)
    {
        Storage = storage;
        this.ownsStorage = ownsStorage;
        this.settings = settings;

        // The address changes when the gateway is started again; clients that tests hold keep working.
        http = new HttpClient(new ToPresentAddress(this)) { BaseAddress = new Uri("http://gateway.test"), Timeout = TimeSpan.FromSeconds(60) };
        Api = new HttpClient(new ToPresentAddress(this)) { BaseAddress = new Uri("http://gateway.test/api/v1/"), Timeout = TimeSpan.FromSeconds(60) };
        Api.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", ApiKey);
    }

    public TestStorage Storage { get; }

    /// <summary>The address that the gateway listens on now.</summary>
    public Uri Address { get; private set; } = null!;

    /// <summary>What the gateway itself is made of, for tests that look inside.</summary>
    public IServiceProvider Services => application?.Services ?? throw new InvalidOperationException("The gateway is stopped.");

    public LogCapture Log { get; } = new();

    /// <summary>The management API with the bootstrap key; paths are relative: <c>Api.GetAsync("subscribers")</c>.</summary>
    public HttpClient Api { get; }

    /// <summary>A client without any credentials; paths start with a slash.</summary>
    public HttpClient Anonymous => http;

    /// <summary>The directory that every test gateway begins with.</summary>
    public TestDirectory Directory { get; private set; } = null!;

    /// <summary>Okta's end of <see cref="Directory"/>.</summary>
    public OktaClient Okta => Directory.Okta;

    public static Task<TestGateway> StartAsync(Database database) => StartAsync(database, []);

    /// <param name="settings">Configuration keys and values, over those of the harness: <c>("Gateway:Scim:RateLimit:Enabled", "true")</c>.</param>
    public static async Task<TestGateway> StartAsync(Database database, params (string Key, string Value)[] settings)
    {
        var storage = await TestStorage.CreateAsync(database);
        return await StartAsync(storage, ownsStorage: true, settings);
    }

    /// <summary>A gateway on storage that the test keeps, for several gateways on one database or a later look at what was stored.</summary>
    public static Task<TestGateway> StartAsync(TestStorage storage, params (string Key, string Value)[] settings) =>
        StartAsync(storage, ownsStorage: false, settings);

    /// <summary>Stops as on SIGTERM.</summary>
    public async Task StopAsync()
    {
        if (application is { } running)
        {
            application = null;
            await running.StopAsync();
            await running.DisposeAsync();
        }
    }

    /// <summary>Starts again on the same storage; the address is another.</summary>
    public async Task StartAsync()
    {
        var composed = GatewayHost.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);
        composed.Services.GetRequiredService<ILoggerFactory>().AddProvider(Log);
        try
        {
            await GatewayHost.PrepareAsync(composed, CancellationToken.None);
            await composed.StartAsync();
        }
        catch
        {
            await composed.DisposeAsync();
            throw;
        }

        application = composed;
        Address = new Uri(composed.Urls.First());
    }

    public async Task RestartAsync()
    {
        await StopAsync();
        await StartAsync();
    }

    /// <summary>Creates one more directory through the management API.</summary>
    public async Task<TestDirectory> HasDirectoryAsync(string name, string? organization = null)
    {
        using var response = await Api.PostAsJsonAsync("directories", organization is null ? new { name } : (object)new { name, organization });
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"POST /api/v1/directories answered {(int)response.StatusCode}: {text}");
        var body = JsonSerializer.Deserialize<JsonElement>(text);
        var scim = body.GetProperty("scim");
        var path = new Uri(scim.GetProperty("base_url").GetString()!).AbsolutePath.TrimEnd('/');
        return new TestDirectory(body.GetProperty("id").GetString()!, name, new OktaClient(http, path, scim.GetProperty("token").GetString()!));
    }

    /// <summary>Creates a user over SCIM, then deactivates it if that is how it shall be.</summary>
    public async Task<TestUser> HasUserAsync(string userName, bool active = true, string? externalId = null, OktaClient? okta = null)
    {
        okta ??= Okta;
        var created = await okta.PostAsync("Users", new
        {
            schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:User" },
            userName,
            externalId,
            name = new { givenName = "Jane", familyName = "Doe" },
            emails = new[] { new { primary = true, value = userName, type = "work" } },
            displayName = "Jane Doe",
            active = true,
        });
        var user = new TestUser(created.Expect(HttpStatusCode.Created).Id, userName, externalId);
        if (!active)
        {
            var deactivated = await okta.PatchAsync($"Users/{user.Id}", new { op = "replace", value = new { active = false } });
            Assert.True((int)deactivated.Status is 200 or 204, $"Deactivation answered {(int)deactivated.Status}: {deactivated.Text}");
        }

        return user;
    }

    /// <summary>Creates a group with these members over SCIM.</summary>
    public async Task<TestGroup> HasGroupAsync(string displayName, params TestUser[] members)
    {
        var created = await Okta.PostAsync("Groups", new
        {
            schemas = new[] { "urn:ietf:params:scim:schemas:core:2.0:Group" },
            displayName,
            members = members.Select(member => new { value = member.Id, display = member.UserName }),
        });
        return new TestGroup(created.Expect(HttpStatusCode.Created).Id, displayName);
    }

    /// <summary>Registers a subscriber for everything, or as the further properties say (<c>new { event_types = … }</c>).
    /// Returns what the gateway answered, its secret included.</summary>
    public async Task<JsonElement> HasSubscriberAsync(Uri url, object? properties = null)
    {
        var body = JsonSerializer.SerializeToNode(properties ?? new { })!.AsObject();
        body["url"] = url.ToString();
        using var response = await Api.PostAsJsonAsync("subscribers", body);
        var text = await response.Content.ReadAsStringAsync();
        Assert.True(response.StatusCode == HttpStatusCode.Created, $"POST /api/v1/subscribers answered {(int)response.StatusCode}: {text}");
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    /// <summary>Every event so far of every directory, or of one, in order.</summary>
    public async Task<IReadOnlyList<FeedEvent>> EventsAsync(string? directoryId = null)
    {
        var events = new List<FeedEvent>();
        string? after = null;
        while (true)
        {
            var query = "events?limit=1000" + (directoryId is null ? "" : $"&directory_id={directoryId}") + (after is null ? "" : $"&after={Uri.EscapeDataString(after)}");
            using var response = await Api.GetAsync(query);
            var text = await response.Content.ReadAsStringAsync();
            Assert.True(response.IsSuccessStatusCode, $"GET /api/v1/{query} answered {(int)response.StatusCode}: {text}");
            var page = JsonSerializer.Deserialize<JsonElement>(text);
            events.AddRange(page.GetProperty("data").EnumerateArray().Select(each => new FeedEvent(each)));
            after = page.GetProperty("next").GetString();
            if (after is null || page.GetProperty("data").GetArrayLength() == 0)
            {
                return events;
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        http.Dispose();
        Api.Dispose();
        Log.Dispose();
        if (ownsStorage)
        {
            await Storage.DisposeAsync();
        }
    }

    private static async Task<TestGateway> StartAsync(TestStorage storage, bool ownsStorage, (string Key, string Value)[] settings)
    {
        var all = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["environment"] = "Production",
            ["Logging:LogLevel:Default"] = "Information",
            ["Logging:Console:LogLevel:Default"] = "None",
            ["Gateway:Bootstrap:ApiKey"] = ApiKey,
            ["Gateway:Webhooks:AllowedNetworks:0"] = "127.0.0.0/8",
            ["Gateway:Webhooks:AllowedNetworks:1"] = "::1/128",
            ["Gateway:Scim:RateLimit:Enabled"] = "false",
        };
        foreach (var (key, value) in storage.Settings)
        {
            all[key] = value;
        }

        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var gateway = new TestGateway(storage, ownsStorage, all);
        try
        {
            await gateway.StartAsync();
            gateway.Directory = await gateway.HasDirectoryAsync("Acme Okta");
        }
        catch
        {
            await gateway.DisposeAsync();
            throw;
        }

        return gateway;
    }

    private sealed class ToPresentAddress(TestGateway gateway) : DelegatingHandler(new SocketsHttpHandler { AllowAutoRedirect = false, UseProxy = false, UseCookies = false })
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            request.RequestUri = new UriBuilder(request.RequestUri!) { Host = gateway.Address.Host, Port = gateway.Address.Port }.Uri;
            return base.SendAsync(request, cancellationToken);
        }
    }
}
