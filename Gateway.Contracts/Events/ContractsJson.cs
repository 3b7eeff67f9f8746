using System.Text.Json;
using System.Text.Json.Serialization;

namespace Gateway.Contracts.Events;

/// <summary>How the records read and write JSON: snake_case, unknown members ignored.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Skip,
    Converters = [typeof(MillisecondsConverter)])]
[JsonSerializable(typeof(GatewayEvent))]
internal sealed partial class ContractsJson : JsonSerializerContext;
