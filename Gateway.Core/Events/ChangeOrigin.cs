using System.Text.Encodings.Web;
using System.Text.Json;
using Gateway.Core.Ids;

namespace Gateway.Core.Events;

/// <summary>In which directory something changes, and who says so.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Label">The envelope's <c>directory</c> as JSON, kept with each event as it was then; see <see cref="LabelOf"/>.</param>
/// <param name="Organization">The customer it belongs to, by which subscribers may filter.</param>
/// <param name="Source">One of <see cref="Sources"/>.</param>
/// <param name="Cause">The <c>req_</c> or <c>run_</c> id that led to it.</param>
public sealed record ChangeOrigin(DirectoryId Directory, string Label, string? Organization, string Source, string? Cause)
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static string LabelOf(DirectoryId id, string name, string? organization)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, Plain))
        {
            writer.WriteStartObject();
            writer.WriteString("id", id.ToString());
            writer.WriteString("name", name);
            writer.WriteString("organization", organization);
            writer.WriteEndObject();
        }

        return System.Text.Encoding.UTF8.GetString(buffer.ToArray());
    }
}
