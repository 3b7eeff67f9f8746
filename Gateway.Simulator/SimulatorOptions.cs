using System.Globalization;

namespace Gateway.Simulator;

/// <summary>What the command line asks for.</summary>
internal sealed record SimulatorOptions
{
    public const string Usage =
        """
        Plays an Okta and a subscriber against a running gateway, and checks that every change is told: right, signed, in order.

          dotnet run --project Gateway.Simulator -- --gateway http://localhost:5080 --key KEY

          --gateway URL       the gateway's address (required)
          --key KEY           a management API key (required)
          --dialect NAME      template | wizard | both: how this Okta app integration speaks (template)
          --users N           people to assign, 1 to 5000 (3)
          --groups N          groups to push, 0 to 100 (2)
          --seed N            the same number makes the same organization (1)
          --patience SECONDS  how long a webhook may take, 1 to 600 (15)
          --keep              leave the directory and the subscriber in the gateway
          --quiet             print only what is wrong, and the last line
          --help              this text

        The subscriber listens on a free port of 127.0.0.1, so the gateway must be allowed to post there:
        it is in Development, else set Gateway:Webhooks:AllowedNetworks.

        Exit code: 0 all came, right and in order; 1 an expectation failed; 2 wrong options; 3 the gateway cannot be used.
        """;

    public required Uri Gateway { get; init; }

    public required string Key { get; init; }

    public IReadOnlyList<string> Dialects { get; init; } = ["template"];

    public int Users { get; init; } = 3;

    public int Groups { get; init; } = 2;

    public int Seed { get; init; } = 1;

    /// <summary>How long a webhook may take before it counts as missing.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(15);

    public bool Keep { get; init; }

    public bool Quiet { get; init; }

    /// <summary>Reads the command line.</summary>
    /// <exception cref="UsageException">Something is wrong with it; the message names every fault.</exception>
    public static SimulatorOptions Parse(IReadOnlyList<string> arguments)
    {
        var faults = new List<string>();
        var values = new Dictionary<string, string>(StringComparer.Ordinal);
        var (keep, quiet) = (false, false);

        for (var index = 0; index < arguments.Count; index++)
        {
            switch (arguments[index])
            {
                case "--keep":
                    keep = true;
                    break;
                case "--quiet":
                    quiet = true;
                    break;
                case "--gateway" or "--key" or "--dialect" or "--users" or "--groups" or "--seed" or "--patience" when index + 1 < arguments.Count:
                    values[arguments[index]] = arguments[++index];
                    break;
                case "--gateway" or "--key" or "--dialect" or "--users" or "--groups" or "--seed" or "--patience":
                    faults.Add($"{arguments[index]} needs a value.");
                    break;
                default:
                    faults.Add($"{arguments[index]} is not an option.");
                    break;
            }
        }

        var options = new SimulatorOptions
        {
            Gateway = Address(),
            Key = Required("--key") ?? "",
            Dialects = values.GetValueOrDefault("--dialect", "template") switch
            {
                "template" => ["template"],
                "wizard" => ["wizard"],
                "both" => ["template", "wizard"],
                var other => Fault<IReadOnlyList<string>>($"--dialect is template, wizard or both, not {other}.", []),
            },
            Users = Number("--users", 3, 1, 5000),
            Groups = Number("--groups", 2, 0, 100),
            Seed = Number("--seed", 1, int.MinValue, int.MaxValue),
            Patience = TimeSpan.FromSeconds(Number("--patience", 15, 1, 600)),
            Keep = keep,
            Quiet = quiet,
        };

        return faults.Count == 0 ? options : throw new UsageException(string.Join(Environment.NewLine, faults));

        Uri Address()
        {
            var text = Required("--gateway");
            return Uri.TryCreate(text, UriKind.Absolute, out var address) && (address.Scheme == Uri.UriSchemeHttp || address.Scheme == Uri.UriSchemeHttps)
                ? address
                : text is null ? new Uri("http://localhost") : Fault($"--gateway is an http or https address such as http://localhost:5080, not {text}.", new Uri("http://localhost"));
        }

        string? Required(string name) =>
            values.GetValueOrDefault(name) is { Length: > 0 } value ? value : values.ContainsKey(name) ? Fault<string?>($"{name} is empty.", null) : Fault<string?>($"{name} is required.", null);

        int Number(string name, int otherwise, int least, int most) =>
            !values.TryGetValue(name, out var text) ? otherwise
            : int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most ? number
            : Fault(string.Create(CultureInfo.InvariantCulture, $"{name} is a number from {least} to {most}, not {text}."), otherwise);

        T Fault<T>(string fault, T otherwise)
        {
            faults.Add(fault);
            return otherwise;
        }
    }
}
