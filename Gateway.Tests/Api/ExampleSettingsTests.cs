using System.Collections;
using System.Globalization;
using System.Reflection;
using Gateway.Core.Storage;
using Gateway.Tests.Harness;
using Gateway.Web;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Gateway.Tests.Api;

/// <summary>appsettings.example.json says every setting, and says nothing that does not exist.</summary>
public sealed class ExampleSettingsTests
{
    private static readonly IConfigurationRoot Example = new ConfigurationBuilder().AddJsonFile(FindExample()).Build();

    private static readonly (string Section, Type Type)[] Options =
    [
        .. new[] { typeof(Database).Assembly, typeof(Core.Storage.Database).Assembly, typeof(GatewayHost).Assembly, Assembly.Load("Gateway.Worker") }
            .Distinct()
            .SelectMany(assembly => assembly.GetTypes())
            .Where(type => type.Name.EndsWith("Options", StringComparison.Ordinal) && type.GetField("Section")?.IsLiteral == true)
            .Select(type => ((string)type.GetField("Section")!.GetRawConstantValue()!, type)),
    ];

    [Fact]
    public void Every_key_of_the_example_is_known()
    {
        var known = Options.SelectMany(option => Keys(option.Section, option.Type)).ToHashSet(StringComparer.OrdinalIgnoreCase);
        known.Add("Gateway:Worker:InProcess"); // Decides what is composed, so it is read before there are options.

        var unknown = Leaves(Example.GetSection("Gateway")).Where(key => !known.Contains(key)).ToList();

        Assert.Empty(unknown);
    }

    [Fact]
    public void Every_value_of_the_example_has_the_right_type()
    {
        foreach (var (section, type) in Options)
        {
            Assert.NotNull(Example.GetSection(section).Get(type) ?? Activator.CreateInstance(type));
        }
    }

    [Fact]
    public async Task A_gateway_accepts_the_example()
    {
        await using var storage = await TestStorage.CreateAsync(Database.Sqlite);
        var settings = Example.GetSection("Gateway").AsEnumerable().Where(setting => setting.Value is not null).ToDictionary();
        settings["Gateway:Storage:Path"] = storage.Path;
        await using var host = GatewayHost.Build([.. settings.Select(setting => $"--{setting.Key}={setting.Value}")]);

        Assert.NotNull(host.Services.GetRequiredService<IOptions<Core.Webhooks.WebhookOptions>>().Value);
    }

    private static IEnumerable<string> Keys(string section, Type type) => type
        .GetProperties(BindingFlags.Public | BindingFlags.Instance)
        .Where(property => property.SetMethod is not null)
        .SelectMany(property =>
        {
            var key = $"{section}:{property.Name}";
            return IsNested(property.PropertyType) ? Keys(key, property.PropertyType) : [key];
        });

    private static bool IsNested(Type type) =>
        type.IsClass && type != typeof(string) && !typeof(IEnumerable).IsAssignableFrom(type) && type.Namespace?.StartsWith("Gateway", StringComparison.Ordinal) == true;

    private static IEnumerable<string> Leaves(IConfigurationSection section)
    {
        var children = section.GetChildren().ToList();
        return children.Count == 0 || children.All(child => int.TryParse(child.Key, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            ? [section.Path]
            : children.SelectMany(Leaves);
    }

    private static string FindExample()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "appsettings.example.json")))
        {
            folder = folder.Parent;
        }

        return Path.Combine(folder!.FullName, "appsettings.example.json");
    }
}
